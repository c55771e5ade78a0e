"""What stands beside the conversation: the promise, why it is covered, who asks, and what else they ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.statements import Statement, partly
from entitlements import coverage, portfolio
from entitlements.portfolio import pinned
from tickets.forms.answers import in_words
from tickets.models import Milestone, Ticket
from tickets.services import promises as services
from tickets.views import around, marks

ANSWERS: dict[str, tuple[str, Promise]] = {
    "covered_now": ("success", _("Covered now")),
    "covered_later": ("info", _("Covered later")),
    "payment_required": ("warning", _("Payment required")),
    "not_covered": ("danger", _("Not covered")),
}
MODES: dict[str, Promise] = {
    "business": _("in business hours"),
    "after-hours": _("after hours"),
    "maintenance": _("in a booked window"),
    "emergency": _("as an emergency"),
}


@dataclass(frozen=True)
class Reason:
    """One step of a decision in words; `met` says whether it speaks for cover."""

    text: str
    met: bool


@dataclass(frozen=True)
class Answer:
    """A decision in words, with the instants that it names."""

    tone: str
    word: str
    by: str
    reasons: list[Reason]
    until: datetime | None
    opens_at: datetime | None
    pages: bool


@dataclass(frozen=True)
class Promised:
    """One milestone: its mark, and the arithmetic behind it in words; `used` is empty once it is kept."""

    mark: marks.PromiseMark
    arithmetic: str
    used: str = ""


@dataclass(frozen=True)
class Other:
    """Another open ticket of the same customer."""

    severity: int
    reference: str
    subject: str
    status: str


def answer(decision: coverage.Decision, names: Mapping[str, str]) -> Answer:
    """Put a decision into an agent's words."""
    tone, word = ANSWERS[decision.outcome]
    zone = get_current_timezone()
    reasons = [
        Reason(portfolio.sentence(reason, audience="agent", zone=zone, names=names), reason.code in coverage.COVERING)
        for reason in decision.reasons
    ]
    code = decision.package or decision.opens_by or ""
    by, mode = names.get(code, code), MODES.get(decision.mode or "")
    covered_by = f"{by}, {mode}" if by and mode else by
    return Answer(tone, str(word), covered_by, reasons, decision.until, decision.opens_at, decision.pages)


def promises(ticket: Ticket, names: Mapping[str, str], at: datetime) -> list[Promised]:
    """What the ticket is promised, in one statement; of each kind the last, the first one that was made first."""
    made = shown(ticket)
    covers = services.covers_of([each.basis for each in made if each.basis and not each.met_at])
    return [
        Promised(
            marks.milestone(each, at),
            gettext("%(amount)s of covered time, promised by %(package)s")
            % {"amount": covered_time(each.target_minutes), "package": names.get(each.package, each.package)},
            _used(each, covers.get(each.basis_id or 0), at),
        )
        for each in made
    ]


def shown(ticket: Ticket) -> list[Milestone]:
    """The milestones that stand beside a ticket: of each kind the last one, in the order in which kinds began."""
    found: list[Milestone] = _MILESTONES.rows(ticket=ticket.pk)
    for each in found:
        each.ticket = ticket
    return found


def _milestones(ticket: int) -> QuerySet[Milestone]:
    own = partly(Ticket, id=ticket).milestones.order_by("id")
    first = own.filter(kind=OuterRef("kind")).values("id")[:1]
    last = own.order_by().values("kind").annotate(last=Max("id")).values("last")
    return own.filter(id__in=last).select_related("basis").order_by(Subquery(first))


_MILESTONES = Statement(_milestones)


def marks_of(ticket: Ticket, at: datetime, *, for_customer: bool) -> list[marks.PromiseMark]:
    """The marks of the same, in one statement."""
    return [marks.milestone(each, at, for_customer=for_customer) for each in shown(ticket)]


def _used(made: Milestone, cover: pinned.Cover | None, at: datetime) -> str:
    """How much of an open promise's time is used, and how much is left or over."""
    if cover is None or made.met_at:
        return ""
    used, target = services.used_by(made, cover, at), made.target_minutes * 60
    words = {"used": covered_time(used // 60), "rest": covered_time(abs(target - used) // 60)}
    return (
        gettext("%(used)s used, %(rest)s over") if used > target else gettext("%(used)s used, %(rest)s left")
    ) % words


def covered_time(minutes: int) -> str:
    """Minutes as people say them: 90 is "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    words = [gettext("%d h") % hours] * bool(hours) + [gettext("%d min") % rest] * bool(rest)
    return " ".join(words) or gettext("no time")


def local_time(ticket: Ticket, at: datetime) -> str:
    """What the clock on the contact's wall says: "Wednesday 14:10 in London"."""
    region = ticket.contact.home_region if ticket.contact else None
    zone = region.tz if region else ticket.requester.zone
    place = region.city if region else str(zone)
    return gettext("%(time)s in %(place)s") % {"time": date_format(at.astimezone(zone), "l H:i"), "place": place}


def others(pieces: list[around.Piece]) -> list[Other]:
    """The other open tickets of the customer, the promise that comes due first leading."""
    last = datetime.max.replace(tzinfo=UTC)
    return [
        Other(each.key, each.label, each.text, str(Ticket.Status(each.kind).label))
        for each in sorted(pieces, key=lambda each: each.since or last)
    ]


def answered(pieces: list[around.Piece]) -> list[tuple[str, str]]:
    """What the ticket answers to the fields of its product, in their order: question and answer in words."""
    return [(each.label, in_words(each.kind, each.text)) for each in sorted(pieces, key=lambda each: each.key)]
