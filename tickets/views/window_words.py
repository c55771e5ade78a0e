"""Why a window cannot be had, in words that say what to do, and where one stands (R9)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.refusal import Unable
from tickets.forms.windows import length
from tickets.rules import WindowProblem
from tickets.services import UnableToBook
from tickets.views import customer_words, refusals

WORDS: Mapping[str, Promise] = {
    "off_the_quarter": _("A window begins on a quarter of an hour: 20:00, 20:15, 20:30 or 20:45."),
    "odd_length": _("This work takes from %(least)s to %(most)s. Choose another length."),
    "too_little_notice": _(
        "A window is booked %(notice)s ahead, so that its engineer can prepare. Choose a later one."
    ),
    "too_far_ahead": _("Windows are booked up to a year ahead. Choose an earlier start."),
    "frozen": _("No window is booked during “%(name)s”, until %(last_on)s. Choose a later day."),
    "holiday": _("%(on)s is a holiday of the desk (%(name)s), and the contract covers none. Choose another day."),
    "not_enough_units": _(
        "This window holds %(units)s time units, and %(balance)s are left. Choose a shorter window, or one in hours"
        " that the contract covers, or have units ordered."
    ),
    "nobody_free": _("No engineer of %(desk)s is free then. Choose another start."),
    "not_given": _(
        "The contract gives no support at that time: it needs Scheduled After-Hours. Choose a start in covered hours,"
        " or ask for the option."
    ),
    "contract_ended": _("The contract ends before that, on %(at)s. Choose an earlier start, or renew it first."),
    "unsupported": _("This version has left support, so windows are not booked for it. Book one that is supported."),
    "no_contract": _("No contract covers this product. Choose another environment, or ask for a contract."),
    "not_yours": _(
        "You do not book windows there. Ask a manager of the organization for the role “member”; a partner books while"
        " the contract names it."
    ),
    "retired": _("This sort of work is not offered any more. Choose another one."),
    "production_only": _("Windows are for production environments. Choose one of these."),
    "no_plan": _("Say what is done, and how you go back."),
    "no_rollback": _("Name who decides to go back, and by which number this person is reached."),
    "too_many_items": _("A checklist has at most 30 lines."),
    "too_late": _("It is too late to move this window. Cancel it, or go on as booked."),
    "not_free": _("%(name)s is not free for all of it. Choose somebody else, or ask the customer for another time."),
    "is_open": _("The window has begun: your engineer ends it."),
    "is_over": _("The window is over or cancelled already."),
    "not_open": _("The window has not begun yet. Cancel it if it is not needed."),
}
STATES: Mapping[str, tuple[Promise, str]] = {
    "booked": (_("booked"), "info"),
    "running": (_("open now"), "accent"),
    "ended": (_("over"), "success"),
    "cancelled": (_("cancelled"), "neutral"),
}
"""The word of a state, and its tone."""
NEEDS: tuple[Promise, str] = (_("needs an engineer"), "warning")
"""What an agent reads of a booked window whose engineer cannot work in it."""
CANNOT: Mapping[str, Promise] = {
    "left": _("%(name)s left, and cannot work in it."),
    "elsewhere": _("%(name)s works at another desk now."),
    "away": _("%(name)s is away then."),
    "on_call": _("%(name)s is first on call then, and may be called away."),
}
"""Why the engineer of a window cannot work in it."""


def cannot(why: str, name: str) -> str:
    """Why the engineer of that name cannot work in a window; nothing when it can."""
    return str(CANNOT[why]) % {"name": name} if why else ""


def refusal(unable: Unable, zone: tzinfo, *, is_agent: bool = False) -> str:
    """Why a service said no."""
    if isinstance(unable, UnableToBook) and not unable.reasons and unable.problem.code in WORDS:
        return problem(unable.problem, zone)
    if unable.code in WORDS:
        return str(WORDS[unable.code]) % {"name": (*unable.reasons, "")[0]}
    return str(refusals.words(unable) if is_agent else customer_words.refusal(unable))


def problem(found: WindowProblem, zone: tzinfo) -> str:
    """What stands against a window."""
    return str(WORDS[found.code]) % {name: _said(value, zone) for name, value in found.facts.items()}


def next_start(starts_at: datetime, zone: tzinfo) -> str:
    """What to do after a refusal."""
    told = date_format(starts_at.astimezone(zone), "l j F, H:i")
    return gettext("The next free start is %(when)s.") % {"when": told}


def _said(value: Any, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return date_format(value.astimezone(zone), "j F Y")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, timedelta):
        return length(int(value.total_seconds()) // 60)
    return str(value)
