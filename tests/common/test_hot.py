"""Hot parts say what Django's tags say, escape what they are given, and stand on nothing that is missing."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template, engines
from django.utils.safestring import mark_safe
from jinja2 import UndefinedError

NOW = datetime(2026, 6, 10, 14, 0, tzinfo=UTC)
SAID = {
    "icon": ('{% icon "flag" "small" %}', '{{ icon("flag", "small") }}'),
    "component": ('{% component "severity" number=2 %}', '{{ component("severity", number=2) }}'),
    "address": ('{% address "tickets:ticket" "AMER-1" %}', '{{ address("tickets:ticket", "AMER-1") }}'),
    "instant": ("{% instant at %}", "{{ instant(at) }}"),
    "countdown": ("{% countdown at %}", "{{ countdown(at) }}"),
    "promise": ('{% promise "due" at note=text %}', '{{ promise("due", at, note=text) }}'),
    "event": ('{% event "flag" text at "AMER-2" %}', '{{ event("flag", text, at, "AMER-2") }}'),
    "text": ("{{ text }}", "{{ text }}"),
    "markup": ("{{ markup }}", "{{ markup }}"),
}


def given() -> dict[str, Any]:
    text, markup = "<b>&'", mark_safe("<b>bold</b>")
    return {"at": NOW + timedelta(hours=3), "text": text, "markup": markup}


@pytest.mark.parametrize("name", SAID)
def test_both_languages_say_the_same(name: str) -> None:
    ours, jinjas = SAID[name]
    page = Context({**given(), "request": SimpleNamespace(at=NOW, COOKIES={})})
    said = engines["jinja2"].from_string(jinjas).render({**given(), "now": NOW})
    assert said == Template("{% load ui %}" + ours).render(page).replace("&#x27;", "&#39;")
    assert "<b>&'" not in said


def test_a_part_that_misses_a_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        engines["jinja2"].from_string("{{ nobody }}").render({})
