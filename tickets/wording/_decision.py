"""A decision in a customer's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entitlements import portfolio
from entitlements.coverage import COVERING, Decision, Mode, Outcome
from tickets import rules
from tickets.wording._spelling import Spelling
from tickets.wording._ways import Way, ways

_ANSWERS: dict[str, tuple[str, Promise]] = {
    "business": ("success", _("The %(desk)s desk works on it now.")),
    "after-hours": ("success", _("The %(desk)s desk works on it now, after hours.")),
    "maintenance": ("success", _("The %(desk)s desk works on it in the booked window.")),
    "emergency": ("success", _("The %(desk)s desk works on it now, as an emergency.")),
    "later": ("info", _("The %(desk)s desk works on it from %(opens)s.")),
    "pay_or_wait": ("warning", _("The %(desk)s desk works on it from %(opens)s, or now as a paid emergency.")),
    "pay": ("warning", _("The %(desk)s desk works on it once it is paid for.")),
    "question": ("neutral", _("The %(desk)s desk reads your question, but the contract promises no answer to it.")),
    "question_nowhere": ("neutral", _("Your question is stored, but no contract promises an answer to it.")),
    "never": ("danger", _("Not covered. It is stored, and the people who look after contracts see it.")),
}


@dataclass(frozen=True)
class ReasonLine:
    """One step of a decision in words; `met` is whether it speaks for cover."""

    text: str
    met: bool


@dataclass(frozen=True)
class DecisionWords:
    """A decision as people read it. `due_at` is when the first response is due; `region` and `zone` say where."""

    tone: str
    headline: str
    promise: str
    cost: str
    due_at: datetime | None = None
    until: datetime | None = None
    opens_at: datetime | None = None
    is_paged: bool = False
    region: str = ""
    zone: tzinfo | None = None
    reasons: list[ReasonLine] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def decision_in_words(
    decision: Decision, *, spelling: Spelling, zone: tzinfo, due_at: datetime | None = None
) -> DecisionWords:
    """Say a decision to a customer who reads in `zone`; `due_at` is when the first response is due under it."""
    answer = _answer(decision)
    tone, headline = _ANSWERS[answer]
    covers = decision.outcome is Outcome.COVERED_NOW
    return DecisionWords(
        tone=tone,
        headline=str(headline) % _places(decision, spelling, zone),
        promise=_promise(decision, due_at),
        cost=_cost(decision, spelling),
        due_at=due_at,
        until=decision.until,
        opens_at=decision.opens_at,
        is_paged=rules.page_is_owed(decision),
        region=spelling.cities.get(decision.region or "", ""),
        zone=spelling.zones.get(decision.region or ""),
        reasons=[
            ReasonLine(
                portfolio.sentence(reason, audience="customer", zone=zone, names=spelling.names),
                covers and reason.code in COVERING,
            )
            for reason in decision.reasons
        ],
        ways=ways(decision, spelling=spelling, zone=zone),
    )


def stored_in_words(
    stored: Mapping[str, object], *, spelling: Spelling, zone: tzinfo, due_at: datetime | None = None
) -> DecisionWords:
    """Say a decision that a ticket holds, with the same words as before it was filed."""
    return decision_in_words(portfolio.load(stored), spelling=spelling, zone=zone, due_at=due_at)


def day(at: datetime, zone: tzinfo) -> str:
    """The day of an instant as sentences say it: "24 Jun 2026"."""
    return date_format(at.astimezone(zone), "DATE_FORMAT")


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """An instant as mails and sentences say it: "Monday 30 November, 06:00"."""
    return date_format(at.astimezone(zone), "l j F, H:i")


def _answer(decision: Decision) -> str:
    """The key of the headline."""
    if decision.outcome is Outcome.COVERED_NOW:
        return (decision.mode or Mode.BUSINESS).value
    if decision.outcome is Outcome.COVERED_LATER:
        return "later"
    if decision.outcome is Outcome.PAYMENT_REQUIRED:
        return "pay" if decision.opens_at is None else "pay_or_wait"
    if decision.reasons and decision.reasons[-1].code == "question":
        return "question" if decision.region else "question_nowhere"
    return "never"


def _places(decision: Decision, spelling: Spelling, zone: tzinfo) -> dict[str, str]:
    opens = day_and_time(decision.opens_at, zone) if decision.opens_at else ""
    return {"desk": spelling.cities.get(decision.region or "", decision.region or ""), "opens": opens}


def _promise(decision: Decision, due_at: datetime | None) -> str:
    if not rules.is_worked(decision):
        return gettext("No response time is promised.")
    if due_at is None:
        return gettext("Coverage ends before a first response would be due, so none is promised.")
    return gettext("First response due")


def _cost(decision: Decision, spelling: Spelling) -> str:
    package = spelling.names.get(decision.package or decision.opens_by or "", "")
    if decision.units_held:
        return _units(decision.units_held)
    if decision.package or decision.opens_by:
        return gettext("Included in %(package)s") % {"package": package}
    return gettext("Nothing: filing is free")


def _units(count: int) -> str:
    return ngettext(
        "%(count)s time unit is held for it; what is not used comes back.",
        "%(count)s time units are held for it; what is not used comes back.",
        count,
    ) % {"count": count}
