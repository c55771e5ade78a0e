"""Lists to choose from, written at once: Django makes a dictionary and renders a template for each option."""

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField, Select
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from common.written import joined, written

GROUP = '\n  <optgroup label="%s">%s\n  </optgroup>'
OPTION = '\n  <option value="%s"%s>%s</option>'
SELECTED = SafeString(" selected")


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
    return joined(written(OPTION, text, SELECTED if text in chosen else "", label) for text, label in texts)
