"""Filling in a form of a page that is rendered already: text, choices and ticks, by the names of its fields.

Pure: standard library only.
"""

from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser

Fields = Mapping[str, Sequence[str]]
Attributes = list[tuple[str, str | None]]
TEXTS = frozenset({"text", "search", "email", "url", "tel", "number", "date", "time", "datetime-local"})
"""Kinds of inputs that show what is typed; hidden ones stay as the page has them."""


def fill(html: str, *, path: str, page: str, fields: Fields, said: str) -> str | None:
    """The page `html` with `fields` in the form that is sent to `path`, and `said` at its head; None without the form.

    `page` is the page's own address, where a form without one goes. A form with a button of another address goes there
    too.
    """
    finder = _Finder(path, page)
    finder.feed(html)
    if finder.found is None:
        return None
    filler = _Filler(finder.found, fields, said)
    filler.feed(html)
    filler.close()
    return "".join(filler.out)


class _Finder(HTMLParser):
    """Finds the number of the form that is sent to an address."""

    def __init__(self, path: str, page: str) -> None:
        super().__init__()
        self.path, self.page = path, page
        self.forms, self.found = 0, None  # type: int, int | None

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        named = dict(attrs)
        goes_to = named.get("formaction") if tag in {"button", "input"} else None
        if tag == "form":
            self.forms += 1
            is_post = (named.get("method") or "").lower() == "post"
            goes_to = (named.get("action") or self.page) if is_post else None
        if goes_to == self.path and self.found is None:
            self.found = self.forms


class _Filler(HTMLParser):
    """Writes the page again, with one form filled in."""

    def __init__(self, form: int, fields: Fields, said: str) -> None:
        super().__init__(convert_charrefs=False)
        self.form, self.fields, self.said = form, fields, said
        self.out: list[str] = []
        self.forms, self.is_inside, self.area, self.select = 0, False, False, ""

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        named = dict(attrs)
        if tag == "form":
            self.forms += 1
            self.is_inside = self.forms == self.form
        if not self.is_inside:
            self.out.append(self.get_starttag_text() or "")
            return
        self.out.append(self._tag(tag, attrs, named))
        if tag == "form":
            self.out.append(self.said)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        if tag == "textarea":
            self.area = False
        if tag == "select":
            self.select = ""
        self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.area:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def _tag(self, tag: str, attrs: Attributes, named: dict[str, str | None]) -> str:
        """The tag as it is written again."""
        name = named.get("name") or self.select
        values = self.fields.get(name)
        if tag == "select":
            self.select = named.get("name") or ""
        if tag == "textarea" and values:
            self.area = True
            return f"{self.get_starttag_text()}\n{escape(values[0])}"
        kind = (named.get("type") or "text").lower()
        if tag == "input" and kind in {"checkbox", "radio"} and self.fields:
            return _marked(tag, attrs, "checked", is_on=(named.get("value") or "on") in (values or ()))
        if tag == "option" and values is not None:
            return _marked(tag, attrs, "selected", is_on=(named.get("value") or "") in values)
        if tag == "input" and kind in TEXTS and values:
            return _written(tag, [*((key, value) for key, value in attrs if key != "value"), ("value", values[0])])
        return self.get_starttag_text() or ""


def _marked(tag: str, attrs: Attributes, mark: str, *, is_on: bool) -> str:
    kept: Attributes = [(key, value) for key, value in attrs if key != mark]
    return _written(tag, [*kept, (mark, None)] if is_on else kept)


def _written(tag: str, attrs: Attributes) -> str:
    words = "".join(f" {key}" if value is None else f' {key}="{escape(value)}"' for key, value in attrs)
    return f"<{tag}{words}>"
