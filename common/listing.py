"""Lists to choose from, written at once: Django makes a dictionary and renders a template for each option."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from common.written import joined, written

GROUP = '\n  <optgroup label="%s">%s\n  </optgroup>'
OPTION = '\n  <option value="%s"%s>%s</option>'
SELECTED = SafeString(" selected")
KEPT = 512
"""So many lists of options are kept in a process."""


def listed(field: BoundField, attrs: dict[str, str | bool]) -> SafeString:
    """What `field.as_widget(attrs=attrs)` writes for a `Select`."""
    widget = field.field.widget
    assert isinstance(widget, Select)  # noqa: S101 - the caller has looked
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    chosen = frozenset(widget.format_value(field.value()))
    parts = (
        written(GROUP, value, _options(label, chosen))
        if isinstance(label, list | tuple)
        else _options([(value, label)], chosen)
        for value, label in widget.choices
    )
    built = flatatt(widget.build_attrs(widget.attrs, attrs))
    return written('<select name="%s"%s>%s\n</select>', field.html_name, built, joined(parts))


def _options(choices: Iterable[Any], chosen: frozenset[str]) -> SafeString:
    texts = (("" if value is None else str(value), label) for value, label in choices)
    return _kept(tuple((text, str(label), isinstance(label, SafeString), text in chosen) for text, label in texts))


@lru_cache(maxsize=KEPT)
def _kept(options: tuple[tuple[str, str, bool, bool], ...]) -> SafeString:
    """Options by value, label, whether that is markup already, and whether it is chosen; the same ones are kept."""
    return joined(
        written(OPTION, text, SELECTED if is_chosen else "", SafeString(label) if is_markup else label)
        for text, label, is_markup, is_chosen in options
    )
