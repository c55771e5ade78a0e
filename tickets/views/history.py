"""What happened to a ticket, in words: the one place where the codes of its events become sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.direction import each_apart
from tickets import rules
from tickets.models import Milestone, SettingAside, Ticket
from tickets.querysets import FINISHED
from tickets.views import giving, handled, moved

A_DAY = timedelta(days=1)
SAID_ELSEWHERE = frozenset({"filed", "replied", "noted"})
"""Events that the conversation shows as what was written."""
MERGES = frozenset({"merged_into", "unmerged_from"})
"""Events of a merged ticket that the ticket where it is shown has as its own."""
WORDS: dict[str, tuple[str, Promise]] = {
    "rated": ("message", _("%(actor)s rated the service %(score)s of 5")),
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
    "severity_raised": ("arrow-up", _("%(actor)s raised the severity from %(from)s to %(to)s: %(reason)s")),
    "severity_lowered": ("arrow-down", _("%(actor)s lowered the severity from %(from)s to %(to)s: %(reason)s")),
    "severity_disputed": ("flag", _("%(actor)s disagrees and asks for severity %(asks_for)s: %(reason)s")),
    "dispute_upheld": ("flag", _("%(actor)s agreed to severity %(asks_for)s. %(answer)s")),
    "dispute_declined": ("flag", _("%(actor)s kept the severity: %(answer)s")),
    "handed_over": ("world", _("%(actor)s handed the ticket over to %(to)s")),
    "set_aside": ("trash", _("%(actor)s set the ticket aside: %(reason)s")),
    "restored": ("arrow-back-up", _("%(actor)s restored the ticket")),
    "covered": ("shield-check", _("A contract covers it now, and the desk works on it")),
    "uncovered": ("shield-off", _("Nothing that was sold covers it as it is described now")),
    "emergency_ended": ("shield-check", _("The emergency ended, and its time units came back")),
    "emergency_accounted": (
        "shield-check",
        _("The emergency ended: %(minutes)s min charged, %(used)s time units used, %(returned)s came back"),
    ),
    "refund_proposed": ("arrow-back-up", _("%(actor)s proposed to refund %(units)s time units: %(reason)s")),
    "emergency_started": ("player-play", _("%(actor)s began the work; the meter runs")),
    "emergency_asked": ("alarm", _("%(percent)s %% of the held time are used; the customer was asked to go on")),
    "emergency_extended": ("plus", _("%(actor)s agreed to %(units)s more time units")),
    "window_booked": ("calendar-event", _("%(actor)s booked the window; %(engineer)s works in it")),
    "window_moved": ("calendar-event", _("%(actor)s moved the window; %(engineer)s works in it")),
    "window_given": ("user-check", _("%(actor)s let %(engineer)s work in the window, not %(was)s")),
    "window_unstaffed": (
        "alert-triangle",
        _("%(engineer)s cannot work in the window; who answers for the desk was told"),
    ),
    "window_cancelled": (
        "calendar-event",
        _("The window was cancelled: %(used)s time units used, %(returned)s came back"),
    ),
    "window_opened": ("player-play", _("The window opened, and %(engineer)s works in it")),
    "window_reminded": ("alarm", _("Customer and engineer were reminded of the window")),
    "window_ticked": ("check", _("%(actor)s ticked off: %(item)s")),
    "window_unticked": ("arrow-back-up", _("%(actor)s took back the tick: %(item)s")),
    "window_ended": (
        "shield-check",
        _("The window is over: %(minutes)s min worked, %(used)s time units used, %(returned)s came back"),
    ),
    "units_settled": ("shield-check", _("Time units used in the end: %(used)s; what was held besides came back")),
    "emergency_confirmed": ("phone-call", _("%(actor)s confirmed an emergency")),
    "reopened": ("refresh", _("%(actor)s reopened the ticket")),
    "promise_kept": ("clock", _("Promise kept: %(promise)s")),
    "promise_broken": ("clock-x", _("Promise broken: %(promise)s")),
    "promise_warned": ("alarm", _("%(percent)s %% of the time of the %(promise)s are used")),
    "promise_moved": (
        "calendar-event",
        _("%(what)s moved from %(from)s to %(to)s because %(because)s. Decided by %(actor)s"),
    ),
    "promise_goes_on": (
        "calendar-event",
        _("%(what)s will go on by other hours because %(because)s. Decided by %(actor)s"),
    ),
    "coverage_ended": ("shield-off", _("Coverage ended; the clocks stand still")),
    "coverage_ended_on": ("shield-off", _("Coverage ended on %(on)s; the clocks stand still")),
    "coverage_resumed": ("shield-check", _("Coverage is back; the clocks go on")),
    "edited": ("edit", _("%(actor)s edited what they wrote")),
    "watcher_added": ("eye", _("%(actor)s lets %(person)s follow the ticket")),
    "watcher_removed": ("eye-off", _("%(person)s no longer follows the ticket")),
    "redacted": ("eraser", _("%(actor)s took something secret out of the ticket")),
    "merged_into": ("git-merge", _("%(actor)s merged the ticket into %(ticket)s")),
    "merged_from": ("git-merge", _("%(actor)s merged %(ticket)s into this ticket")),
    "unmerged_from": ("arrow-back-up", _("%(actor)s took the ticket out of %(ticket)s again")),
    "unmerged": ("arrow-back-up", _("%(actor)s took %(ticket)s out of this ticket again")),
    "split": ("arrow-right", _("%(actor)s made %(ticket)s of a part of this ticket")),
    "split_off": ("arrow-right", _("%(actor)s made this ticket of a part of %(ticket)s")),
    "linked": ("link", _("%(actor)s linked the ticket: %(link)s %(ticket)s")),
    "unlinked": ("link", _("%(actor)s removed the link: %(link)s %(ticket)s")),
    "problem_attached": ("bug", _("%(actor)s attached the ticket to the problem %(problem)s")),
    "problem_detached": ("bug", _("%(actor)s took the ticket off the problem %(problem)s")),
    "made_of_thread": ("messages", _("%(actor)s made this ticket of the thread %(title)s")),
    "became_article": ("book", _("%(actor)s made an article of it: %(title)s")),
    "became_thread": ("messages", _("%(actor)s asked it in the community: %(title)s")),
    "issue_linked": ("book", _("%(actor)s linked the known issue %(issue)s")),
    "issue_unlinked": ("book", _("%(actor)s took the known issue %(issue)s off the ticket")),
    "issue_fixed": ("circle-check", _("The known issue %(issue)s is fixed in %(version)s")),
    "file_infected": ("shield-x", _("The virus scan found something in %(file)s: %(found)s. The file was deleted")),
    "file_expired": ("clock-x", _("%(file)s was deleted at the end of its time")),
    "paged": ("phone-call", _("On-call was paged")),
    "page_held_back": ("phone", _("A page was held back: the contract had its pages of the hour")),
    **handled.WORDS,
}
LINKS: dict[tuple[str, bool], Promise] = {
    ("related", True): _("related to"),
    ("related", False): _("related to"),
    ("parent", True): _("has the part"),
    ("parent", False): _("part of"),
}
"""What a ticket is to another one, by the kind of link and by whether it is its earlier end."""
OTHER = ("history", _("%(actor)s changed the ticket"))


@dataclass(frozen=True)
class Event:
    """Something that happened; without an `actor` the portal itself did it, with an `origin` in a merged ticket."""

    pk: int
    code: str
    data: dict[str, Any]
    actor: str
    at: datetime
    origin: str = ""


def is_said_elsewhere(event: Event) -> bool:
    """Whether a message shows it, or the ticket itself says of a merged one that it was merged."""
    return event.code in SAID_ELSEWHERE or bool(event.origin and event.code in MERGES)


def line(event: Event) -> tuple[str, str]:
    """The icon and the sentence of an event."""
    icon, template = WORDS.get(_code(event), OTHER)
    return icon, str(template) % _Known(each_apart(_parameters(event)))


def _code(event: Event) -> str:
    """The key of the event's sentence; some events are told by what is in them."""
    if event.code in _TOLD_BY_DATA:
        return _TOLD_BY_DATA[event.code](event)
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


def _severity(event: Event) -> str:
    return "severity_lowered" if rules.is_lowered(event.data) else "severity_raised"


def _dispute(event: Event) -> str:
    return "dispute_upheld" if event.data.get("is_upheld") else "dispute_declined"


def _moved(event: Event) -> str:
    return "promise_goes_on" if event.data.get("stands") else "promise_moved"


def _ended(event: Event) -> str:
    return "coverage_ended_on" if event.data.get("on") else "coverage_ended"


def _emergency(event: Event) -> str:
    return "emergency_accounted" if "used" in event.data else "emergency_ended"


_TOLD_BY_DATA: dict[str, Callable[[Event], str]] = {
    "coverage_ended": _ended,
    "emergency_ended": _emergency,
    "promise_moved": _moved,
    "assigned": _assigned,
    "given": lambda event: f"given_{event.data.get('way')}",
    "severity_changed": _severity,
    "dispute_decided": _dispute,
}


def _parameters(event: Event) -> dict[str, Any]:
    data = event.data | handled.parameters(event.code, event.data)
    data["actor"] = event.actor or gettext("The portal")
    if event.code == "status_changed" and "to" in data:
        data["to"] = _label(dict(Ticket.Status.choices), data["to"])
    if event.code in ("given", "not_given"):
        data["because"] = giving.because(data)
    if event.code == "set_aside":
        data["reason"] = _label(dict(SettingAside.Reason.choices), data.get("reason", ""))
    if "promise" in data:
        data["promise"] = _label(dict(Milestone.Kind.choices), data["promise"])
        data["what"] = capfirst(data["promise"])
    if event.code == "promise_moved":
        data |= moved.line(event.data)
    if event.code == "coverage_ended" and data.get("on"):
        data["on"] = date_format(date.fromisoformat(data["on"]) - A_DAY, "DATE_FORMAT")
    if "link" in data:
        data["link"] = LINKS.get((data["link"], bool(data.get("is_earlier"))), "")
    return data


def _label(labels: dict[str, Any], code: str) -> str:
    return str(labels.get(code, code))


class _Known(dict[str, Any]):
    """An old event that lacks a parameter stays readable."""

    def __missing__(self, key: str) -> str:
        return ""
