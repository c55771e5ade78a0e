"""What happened to a ticket, in words: the one place where the codes of its events become sentences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tickets.models import Milestone, Ticket
from tickets.querysets import FINISHED
from tickets.views import giving

SAID_ELSEWHERE = frozenset({"filed", "replied", "noted"})
"""Events that the conversation shows as what was written."""
WORDS: dict[str, tuple[str, Promise]] = {
    "filed": ("ticket", _("%(actor)s filed the ticket")),
    "replied": ("message", _("%(actor)s replied")),
    "noted": ("lock", _("%(actor)s added an internal note")),
    "taken": ("user-check", _("%(actor)s took the ticket")),
    "assigned": ("user-plus", _("%(actor)s assigned the ticket to %(to)s")),
    "unassigned": ("user", _("%(actor)s gave the ticket back to the desk")),
    "given_in_turn": ("user-plus", _("Given to %(to)s in turn: %(because)s")),
    "given_least_loaded": ("user-plus", _("Given to %(to)s, the least loaded: %(because)s")),
    "given_back": ("user", _("%(actor)s gave the untouched ticket of %(from)s back to the desk")),
    "not_given": ("user", _("Given to nobody: %(because)s")),
    "status_changed": ("arrow-right", _("%(actor)s set the state to %(to)s")),
    "waits_for_customer": ("player-pause", _("%(actor)s waits for the customer: %(waiting_for)s")),
    "status_resolved": ("circle-check", _("%(actor)s resolved the ticket")),
    "status_closed": ("archive", _("%(actor)s closed the ticket")),
    "closed_by_itself": ("archive", _("It stayed resolved, and closed by itself")),
    "followed_up": ("arrow-right", _("%(actor)s opened the follow-up %(reference)s")),
    "follows": ("link", _("It follows %(reference)s, which was over")),
    "reopened": ("refresh", _("%(actor)s reopened the ticket")),
    "promise_kept": ("clock", _("Promise kept: %(promise)s")),
    "promise_broken": ("clock-x", _("Promise broken: %(promise)s")),
    "coverage_ended": ("shield-off", _("Coverage ended; the clocks stand still")),
    "coverage_resumed": ("shield-check", _("Coverage is back; the clocks go on")),
    "edited": ("edit", _("%(actor)s edited what they wrote")),
    "watcher_added": ("eye", _("%(actor)s lets %(person)s follow the ticket")),
    "watcher_removed": ("eye-off", _("%(person)s no longer follows the ticket")),
    "redacted": ("eraser", _("%(actor)s took something secret out of the ticket")),
    "paged": ("phone-call", _("On-call was paged")),
}
OTHER = ("history", _("%(actor)s changed the ticket"))


@dataclass(frozen=True)
class Event:
    """Something that happened; without an `actor` the portal itself did it."""

    pk: int
    code: str
    data: dict[str, Any]
    actor: str
    at: datetime


def line(event: Event) -> tuple[str, str]:
    """The icon and the sentence of an event."""
    icon, template = WORDS.get(_code(event), OTHER)
    return icon, str(template) % _Known(_parameters(event))


def _code(event: Event) -> str:
    """The key of the event's sentence; some events are told by what is in them."""
    if event.code == "assigned":
        return _assigned(event)
    if event.code == "given":
        return f"given_{event.data.get('way')}"
    if event.code != "status_changed":
        return event.code
    came_from, goes_to = event.data.get("from"), event.data.get("to")
    if came_from in FINISHED and goes_to not in FINISHED:
        return "reopened"
    if goes_to == "waiting_for_customer" and event.data.get("waiting_for"):
        return "waits_for_customer"
    return f"status_{goes_to}" if f"status_{goes_to}" in WORDS else "status_changed"


def _assigned(event: Event) -> str:
    to = event.data.get("to")
    if not to:
        return "unassigned"
    return "taken" if event.actor == to else "assigned"


def _parameters(event: Event) -> dict[str, Any]:
    data = dict(event.data)
    data["actor"] = event.actor or gettext("The portal")
    if event.code == "status_changed" and "to" in data:
        data["to"] = _label(dict(Ticket.Status.choices), data["to"])
    if event.code in ("given", "not_given"):
        data["because"] = giving.because(data)
    if "promise" in data:
        data["promise"] = _label(dict(Milestone.Kind.choices), data["promise"])
    return data


def _label(labels: dict[str, Any], code: str) -> str:
    return str(labels.get(code, code))


class _Known(dict[str, Any]):
    """An old event that lacks a parameter stays readable."""

    def __missing__(self, key: str) -> str:
        return ""
