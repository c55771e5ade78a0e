"""Filling in a form of a page that is rendered already."""

from common.filling import fill

PAGE = """<!doctype html><html><body>
<form method="get" action="/a/"><input name="q"></form>
<form method="post" action="/a/"><input type="hidden" name="token" value="new">
<textarea name="body">old &amp; gone</textarea>
<input type="radio" name="mode" value="reply" checked><input type="radio" name="mode" value="note">
<select name="version"><option value="1" selected>One</option><option value="2">Two</option></select>
<input name="subject" value="x"><input type="file" name="files"><button formaction="/b/">Note &lt;b&gt;</button></form>
<textarea name="body">another form</textarea></body></html>"""
FIELDS = {"body": ["<b>\nmine"], "mode": ["note"], "version": ["2"], "subject": ['"q"'], "token": ["old"]}


def test_the_form_of_the_address_is_filled_in_and_nothing_else() -> None:
    filled = fill(PAGE, path="/a/", page="/p/", fields=FIELDS, said="<p>said</p>")

    assert filled is not None
    head, _, rest = filled.partition("<p>said</p>")
    assert head == PAGE.partition('<input type="hidden"')[0]
    assert "\n&lt;b&gt;\nmine</textarea>" in rest
    assert '<input type="radio" name="mode" value="reply"><input type="radio" name="mode" value="note" checked>' in rest
    assert '<option value="1">One</option><option value="2" selected>Two</option>' in rest
    assert '<input name="subject" value="&quot;q&quot;">' in rest
    assert 'name="token" value="new"' in rest
    assert rest.endswith(PAGE.partition('<input type="file"')[2])


def test_a_form_is_found_by_the_address_of_its_button_and_by_the_page() -> None:
    assert fill(PAGE, path="/b/", page="/p/", fields=FIELDS, said="") == fill(
        PAGE, path="/a/", page="/p/", fields=FIELDS, said=""
    )
    assert fill('<form method="post"></form>', path="/p/", page="/p/", fields={}, said="s") is not None


def test_a_page_without_the_form_is_left_alone() -> None:
    assert fill(PAGE, path="/c/", page="/p/", fields=FIELDS, said="") is None
