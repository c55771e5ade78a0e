"""The small words that components are made of."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from common.listing import listed
from common.relative import relative, words
from common.saying import absolute, mailbox, whole
from common.templatetags.ui import hue, initials

NOW = datetime(2026, 11, 25, 13, 10, tzinfo=UTC)


class Sample(forms.Form):
    subject = forms.CharField(help_text="One line.")
    watchers = forms.EmailField(required=False)
    severity = forms.ChoiceField(choices=[("1", "Down"), ("2", "Slow")], widget=forms.RadioSelect)
    agree = forms.BooleanField()


def drawn(source: str, **context: object) -> HTMLParser:
    request = SimpleNamespace(at=NOW, COOKIES={})
    return HTMLParser(Template("{% load ui %}" + source).render(Context({"request": request, **context})))


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=59), "in less than 1 min"),
        (timedelta(minutes=42), "in 42 min"),
        (timedelta(hours=3, minutes=59), "in 3 h"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(minutes=-5), "5 min ago"),
    ],
)
def test_a_distance_is_said_in_its_largest_whole_unit(away: timedelta, said: str) -> None:
    assert relative(NOW + away, NOW) == said


def test_the_script_is_told_the_same_words_with_a_place_for_the_number() -> None:
    assert words() == "in %s|%s ago|less than 1 min|%s min|%s h|%s day|%s days"


def test_an_instant_is_said_in_the_readers_zone_and_in_the_regions_on_hover() -> None:
    with timezone.override(ZoneInfo("Asia/Hong_Kong")):
        page = drawn("{% instant at zone 'London' %}", at=NOW, zone=ZoneInfo("Europe/London"))
    time = page.css_first("time")
    assert time is not None
    assert time.text() == "today, 21:10"
    assert str(time.attributes["title"]).endswith("13:10 London")


def test_the_year_is_said_only_when_it_is_another_one() -> None:
    assert absolute(NOW + timedelta(days=2), NOW) == "Fri 27 Nov, 13:10"
    assert absolute(NOW + timedelta(days=60), NOW) == "Sun 24 Jan 2027, 13:10"


def test_a_person_keeps_initials_and_hue() -> None:
    assert initials("Ana de la Torres") == "AT"
    assert initials("member@abc.example") == "MA"
    assert initials("Ana \u202esserroT") == "AS"
    assert hue("Ana Torres") == hue("Ana Torres") < 8


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ana Torres", "Ana Torres"),
        ("Zoë O'Hara", "Zoë O&#x27;Hara"),
        ("Ana \u202eserroT", "\u2068Ana \u202eserroT\u2069"),
        ("\u05d3\u05e0\u05d4", "\u2068\u05d3\u05e0\u05d4\u2069"),
    ],
)
def test_a_name_turns_the_direction_of_no_sentence(name: str, said: str) -> None:
    text = "{% load i18n ui %}{% blocktranslate with who=name|apart %}{{ who }} wrote{% endblocktranslate %}"
    assert Template(text).render(Context({"name": name})) == f"{said} wrote"


def test_a_wrong_field_says_so_beneath_and_in_a_linked_summary() -> None:
    page = HTMLParser(str(Sample({"subject": "", "severity": "1", "agree": "on"})))
    field = page.css_first("#id_subject")
    link = page.css_first(".error-summary a")
    assert field is not None
    assert link is not None
    assert field.attributes["aria-describedby"] == "id_subject_helptext id_subject_error"
    assert link.attributes["href"] == "#id_subject"
    assert page.css_first("#id_subject_error") is not None


def test_a_field_that_may_stay_empty_says_so_and_a_group_has_a_legend() -> None:
    page = HTMLParser(str(Sample()))
    assert [node.text() for node in page.css("label[for=id_watchers] .optional")] == ["(optional)"]
    assert [node.text() for node in page.css("fieldset legend")] == ["Severity"]
    assert page.css_first(".field-check > input[type=checkbox]") is not None


def test_a_component_that_is_kept_is_what_an_include_shows() -> None:
    kept = Template('{% load ui %}{% component "state" word=word tone="info" %}').render(Context({"word": "open"}))
    source = '{% load ui %}{% include "components/state.html" with word=word tone="info" only %}'
    assert kept == Template(source).render(Context({"word": "open"}))


def test_what_is_kept_of_a_safe_text_is_not_given_for_an_unsafe_one() -> None:
    said = Template('{% load ui %}{% component "state" word=word %}')
    assert "<b>" in said.render(Context({"word": mark_safe("<b>bold</b>")}))
    assert "<b>" not in said.render(Context({"word": "<b>bold</b>"}))


@pytest.mark.parametrize(
    ("state", "tone", "said"),
    [
        ("due", "info", "due in 42 min"),
        ("broken", "danger", "broken in 42 min"),
        ("kept", "success", "kept today, 13:52"),
    ],
)
def test_a_promise_says_how_it_stands_and_when(state: str, tone: str, said: str) -> None:
    chip = drawn("{% promise state at %}", state=state, at=NOW + timedelta(minutes=42)).css_first("span.promise")
    assert chip is not None
    assert f"tone-{tone}" in str(chip.attributes["class"])
    assert " ".join(chip.text().split()) == said


def test_a_large_promise_names_itself_and_says_the_instant_behind_the_distance() -> None:
    page = drawn("{% promise 'due' at name='Next update' large=True %}", at=NOW + timedelta(minutes=42))
    assert " ".join(page.text().split()) == "Next update due in 42 min today, 13:52"


def test_what_people_typed_is_text_in_every_line_that_a_tag_writes() -> None:
    page = drawn("{% promise 'paused' note=typed %}{% event 'x' typed at typed %}", typed="<b>", at=NOW)
    assert not page.css("b")
    assert page.text().count("<b>") == 3


def test_what_people_typed_is_text_in_a_message() -> None:
    act = SimpleNamespace(icon="quote", label="<b>", url='/"><b>', quotes=True)
    file = SimpleNamespace(url='/"><b>', name="<b>", size="1 B", note="<b>", picture="", removal="")
    words = dict.fromkeys(("author", "organization", "origin"), "<b>")
    message = SimpleNamespace(
        **words, side="note", at=NOW, html="<b>", acts=[act], edited=['/"><b>'], attachments=[file]
    )
    page = drawn('{% hot "components/message.jinja" message=message %}', message=message)
    assert not page.css("b")
    assert page.text().count("<b>") == 7


def told(form: HTMLParser) -> list[tuple[object, ...]]:
    """What a list and its parts say."""
    return [(each.attributes, each.text().split()) for each in form.css("select, optgroup, option")]


def test_an_icon_that_is_kept_is_not_given_for_a_label_that_is_not_safe() -> None:
    safe = drawn("{% icon 'x' 'small' label %}", label=mark_safe("&lt;b&gt;"))
    unsafe = drawn("{% icon 'x' 'small' label %}", label="&lt;b&gt;")

    labels = [page.css("svg")[0].attributes["aria-label"] for page in (safe, unsafe)]
    assert labels == ["<b>", "&lt;b&gt;"]


def test_the_options_of_a_list_are_those_that_django_writes() -> None:
    class Lists(forms.Form):
        fruit = forms.ChoiceField(choices=[("", "-"), ("Soft", [("p&l", "<Plum>")]), ("apple", "Apple")])

    ours = HTMLParser(str(Lists({"fruit": "p&l"})["fruit"]))
    theirs = HTMLParser(str(Lists({"fruit": "p&l"}, renderer=DjangoTemplates())["fruit"]))
    assert ours.css("option")
    assert told(ours) == told(theirs)


class Lists(forms.Form):
    one = forms.ChoiceField(choices=[("", "Any <one>"), (1, "First"), ("Group & co", [("2", "Second"), (3, "Third")])])
    number = forms.IntegerField(required=False, widget=forms.Select(choices=[(None, "None"), (7, "Seven")]))
    many = forms.ChoiceField(choices=[("a", "A")], help_text="Help.", disabled=True)


@pytest.mark.parametrize("data", [None, {}, {"one": "3", "number": "7"}, {"one": "<x>", "number": ""}, {"one": "1"}])
def test_a_list_is_written_as_django_writes_it(data: dict[str, str] | None) -> None:
    form = Lists(data, initial={"one": 1, "many": "a"}, prefix="p")
    form.is_valid()
    for field in form:
        ours, djangos = listed(field, {"class": "x"}), field.as_widget(attrs={"class": "x"})
        assert sorted(ours.replace(">", " > ").split()) == sorted(djangos.replace(">", " > ").split())


TEXTS = [
    '{% translate "Save" %}',
    '{% translate "Save" as x %}[{{ x }}]',
    '{% translate "50 %% <b>" %}',
    "{% translate typed %}",
    '{% translate "May" context "month name" %}',
    '{% translate "Save"|upper %}',
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_of_a_page_is_the_one_that_django_says_in_each_language(text: str) -> None:
    ours, theirs = (Template("{% load i18n" + more + " %}" + text) for more in (" ui", ""))
    said = set()
    for language in ("en", "de", "fr", "en"):
        with translation.override(language):
            given = {"typed": "<b>"}
            assert ours.render(Context(given)) == theirs.render(Context(given))
            said.add(ours.render(Context(given)))
    if text == TEXTS[0]:
        assert len(said) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("part of ABC-1014 & more", 'part of <span class="nowrap">ABC-1014</span> &amp; more'),
        ("line C-9001-1", 'line <span class="nowrap">C-9001-1</span>'),
        ("a well-known <b> on-call", "a well-known &lt;b&gt; on-call"),
        (mark_safe('<a href="/tickets/ABC-1/">'), '<a href="/tickets/ABC-1/">'),
    ],
)
def test_no_line_ends_within_a_reference(text: str, said: str) -> None:
    assert whole(text) == said


def test_a_line_ends_before_the_host_of_an_address() -> None:
    assert mailbox("ana@abc.example") == "ana<wbr>@abc.example"
    assert mailbox('"<b>@x"@abc.example') == "&#34;&lt;b&gt;@x&#34;<wbr>@abc.example"
