"""How a ticket was handled, in words: its tags, its time, its answers and its properties."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket

WORDS: dict[str, tuple[str, Promise]] = {
    "tagged": ("tag", _("%(actor)s changed the tags: %(words)s")),
    "time_logged": ("clock-play", _("%(actor)s entered %(minutes)s minutes")),
    "time_cancelled": ("clock-x", _("%(actor)s cancelled an entry of %(minutes)s minutes")),
    "macro_applied": ("rocket", _("%(actor)s applied the macro %(macro)s")),
    "answers_changed": ("list-check", _("%(actor)s changed the answers: %(words)s")),
    "properties_changed": ("edit", _("%(actor)s changed the ticket: %(words)s")),
    "decided_again": ("shield-check", _("What the ticket is about has changed, and the contract was asked again")),
}
PROPERTIES: dict[str, Promise] = {
    "subject": _("subject"),
    "kind": _("kind"),
    "product": _("product"),
    "environment": _("environment"),
}


def parameters(code: str, data: dict[str, Any]) -> dict[str, str]:
    """What the sentence of an event needs besides what the event holds."""
    return {"words": CHANGES[code](data)} if code in CHANGES else {}


def changed(data: dict[str, Any]) -> str:
    """Each change as its name, what it was and what it is."""
    template = gettext("%(name)s from %(before)s to %(after)s")
    rows = ([said(str(cell)) or gettext("nothing") for cell in row] for row in data.get("fields", []))
    return "; ".join(template % {"name": _named(row[0]), "before": row[1], "after": row[2]} for row in rows)


def said(value: str) -> str:
    """A property's value as people read it: kinds are stored as codes."""
    kinds = dict(Ticket.Kind.choices)
    return str(kinds.get(value, value))


def _tags(data: dict[str, Any]) -> str:
    parts = ((gettext("with %(names)s"), data.get("added")), (gettext("without %(names)s"), data.get("removed")))
    return ", ".join(template % {"names": names} for template, names in parts if names)


def _named(name: str) -> str:
    return str(PROPERTIES.get(name, name))


CHANGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "tagged": _tags,
    "answers_changed": changed,
    "properties_changed": changed,
}
"""The events whose words are made of what was changed."""
