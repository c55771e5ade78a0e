"""What a template may hold: nothing that the Content-Security-Policy refuses, nothing that shouts."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pytest

from tests.architecture.house import ROOT, TEMPLATES, templates

# Mail programs know no style sheets; the policy does not reach them. Mails lie in `<app>/mail/`.
MAIL = "/mail/"
INLINE = (
    (re.compile(r"<style\b", re.IGNORECASE), "an inline style sheet"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "an inline style"),
    (re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", re.IGNORECASE), "an inline script"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an inline handler"),
    (re.compile(r"hx-on[:-]", re.IGNORECASE), "an inline handler"),
    (re.compile(r"javascript:", re.IGNORECASE), "a script as an address"),
)
TONE = (
    (re.compile(r"\bsuccessfully\b", re.IGNORECASE), "a word that adds nothing"),
    (re.compile(r"[A-Za-z]!(?!=)"), "an exclamation mark"),
)
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", re.DOTALL)


def offences(sources: Iterable[tuple[str, str]]) -> list[str]:
    """Each offence with the template and the line it stands in."""
    found = []
    for name, source in sources:
        text = COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
        rules = TONE if MAIL in name else (*INLINE, *TONE)
        for pattern, what in rules:
            found += [f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {what}" for hit in pattern.finditer(text)]
    return found


def templates_of_the_house() -> Iterator[tuple[str, str]]:
    """Every template with its source."""
    return ((str(path.relative_to(ROOT)), path.read_text()) for path in templates())


def test_templates_are_strict_and_calm() -> None:
    assert offences(templates_of_the_house()) == []


@pytest.mark.parametrize(
    ("source", "offence"),
    [
        ('<p style="color:red">', "an inline style"),
        ("<script>alert(1)</script>", "an inline script"),
        ('<button onclick="x()">', "an inline handler"),
        ("<style>p {}</style>", "an inline style sheet"),
        ("{% translate 'Saved successfully' %}", "a word that adds nothing"),
        ("<p>Well done!</p>", "an exclamation mark"),
    ],
)
def test_an_offence_is_found(source: str, offence: str) -> None:
    assert offences([("tickets/ticket.html", f"<p>\n{source}")]) == [f"tickets/ticket.html:2: {offence}"]


def test_a_mail_may_carry_its_styles() -> None:
    assert offences([("tickets/mail/replied.html", '<p style="margin: 0">')]) == []


def test_what_is_allowed_is_let_through() -> None:
    good = '<!doctype html><script src="{% static "main.js" %}" defer></script>{% if a != b %}{% endif %}<!-- x! -->'
    assert offences([("base.html", good)]) == []


INCLUDED_ALONE = re.compile(r'{%\s*include\s+"([^"]+)"([^%]*)\bonly\s*%}')


def without_token(sources: Mapping[str, str]) -> list[str]:
    """Includes that hand on nothing but what they name, of a form that needs the token of the request."""
    with_form = {name for name, source in sources.items() if "{% csrf_token" in source}
    return [
        f"{name}: {included}"
        for name, source in sources.items()
        for included, given in INCLUDED_ALONE.findall(source)
        if included in with_form and "csrf_token" not in given
    ]


def test_a_form_in_an_include_has_the_token_of_the_request() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    assert without_token(sources) == []


def test_a_form_without_it_is_found() -> None:
    sources = {"form.html": "{% csrf_token %}", "page.html": '{% include "form.html" with a=b only %}'}
    assert without_token(sources) == ["page.html: form.html"]
