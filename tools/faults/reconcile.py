"""What was acknowledged, compared with the database and with what arrived: a line for each invariant."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifications.services import message_id
from oncall.models import Attempt, ChannelCode, Delivery, HeldBackPage, Page
from outbox.models import OutboundMessage, SubmissionToken
from tickets import rules
from tickets.models import Milestone, Note, Reply, Ticket, TicketEvent, Warned
from tickets.services import promise_pages
from tickets.services.promises import as_filed
from tools.faults import units
from tools.faults.load import Book, usually
from tools.faults.rig import BOUND, Fault
from tools.faults.sinks import Arrival

AT_ONCE = 2.0
"""Seconds: the longest that a request may wait for a broker."""
GRACE = timedelta(minutes=2)
"""How long after its instant a breach must be recorded."""


@dataclass(frozen=True)
class Line:
    """How an invariant did: what was counted, lost and doubled, and what else there is to say."""

    code: str
    meaning: str
    counted: int
    lost: int = 0
    doubled: int = 0
    note: str = ""
    fails: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or otherwise broken."""
        return not (self.lost or self.doubled or self.fails)


def lines(book: Book, arrivals: list[Arrival], faults: list[Fault], owed: set[str], at: datetime) -> list[Line]:
    """All eight, at `at`; `owed` are the keys of the pages that the suite itself had called."""
    counts = Counter(arrival.key for arrival in arrivals)
    return [
        tickets_once(book),
        replies_once(book, arrivals),
        pages_once(counts, owed, sum(fault.in_doubt for fault in faults), at),
        units_add_up(),
        breaches_once(at),
        mails_once(arrivals, counts, faults, at),
        refusals_leave_nothing(book),
        recovers(book, faults),
    ]


def tickets_once(book: Book) -> Line:
    """I1: every acknowledged ticket is there once, at the address that was answered; none is there twice."""
    found = Counter(subject.rsplit(" ", 1)[-1] for subject in Ticket.objects.values_list("subject", flat=True))
    there = {subject.rsplit(" ", 1)[-1]: f"/tickets/{name}/" for subject, name in _named()}
    lost = sum(there.get(marker) != where for marker, where in book.tickets.items())
    doubled = sum(count - 1 for marker, count in found.items() if marker in book.asked and count > 1)
    note = f"{len(book.differing)} double clicks answered differently" if book.differing else ""
    return Line("I1", "tickets acknowledged", len(book.tickets), lost, doubled + len(book.differing), note)


def _named() -> Iterable[tuple[str, str]]:
    return Ticket.objects.values_list("subject", "reference")


def replies_once(book: Book, arrivals: list[Arrival]) -> Line:
    """I2: every acknowledged reply and note is there once, in its ticket, and no customer got a note."""
    lost = doubled = 0
    kinds = ((book.replies, Reply, Note), (book.notes, Note, Reply))
    for written, model, other in kinds:
        rows = list(model.objects.values_list("body", "ticket__reference"))
        places = [(marker_in(body), f"/tickets/{reference}/") for body, reference in rows]
        found = Counter(marker for marker, _ in places)
        lost += sum((marker, ticket) not in set(places) for marker, ticket in written.items())
        doubled += sum(count - 1 for marker, count in found.items() if marker in book.asked and count > 1)
        doubled += sum(marker_in(body) in written for body in other.objects.values_list("body", flat=True))
    leaks = [
        marker
        for arrival in arrivals
        if not arrival.recipient.endswith("@vendor.example")
        for marker in book.notes
        if marker in arrival.text
    ]
    note = f"{len(leaks)} notes left the house" if leaks else "no note left the house"
    counted = len(book.replies) + len(book.notes)
    return Line("I2", "replies and notes acknowledged", counted, lost, doubled, note, fails=bool(leaks))


def marker_in(body: str) -> str:
    """The word of a text that is nowhere else."""
    return body.rsplit(" ", 1)[-1].removesuffix(".")


def pages_once(counts: Counter[str], owed: set[str], in_doubt: int, at: datetime) -> Line:
    """I3: every page owed was called or kept back, each of its calls arrived under its one key, and nobody else's was.

    A contract that has had its pages of an hour has the others kept, and told in a digest.
    """
    pages = set(Page.objects.values_list("dedupe_key", flat=True))
    kept = set(HeldBackPage.objects.values_list("dedupe_key", flat=True))
    due = owed | {f"ticket:{pk}:filed" for pk in _paged()} | _run_out()
    made = Delivery.objects.filter(attempt__isnull=False, channel=ChannelCode.MAIL)
    sent = made.filter(result=Delivery.Result.SENT).values_list("attempt__run__page_id", "pk")
    keys = {message_id(f"page:{page}:{pk}") for page, pk in sent}
    silent = sum(not counts[key] for key in keys)
    silent += Attempt.objects.exclude(recipient="").filter(deliveries=None).count()
    late = made.filter(result=Delivery.Result.WAITING, due_at__lte=at - GRACE).count()
    repeats = sum(counts[key] - 1 for key in keys if counts[key] > 1)
    note = f"{len(keys)} calls, {repeats} of them repeated with their key; {len(kept)} pages kept for a digest"
    strange = len((pages | kept) - due - _near_their_end()) + len(pages & kept)
    return Line(
        "I3",
        "pages owed",
        len(due),
        len(due - pages - kept) + silent + late,
        strange + max(0, repeats - in_doubt),
        note,
    )


def _paged() -> set[int]:
    """Tickets whose own decision owes a page at filing."""
    decided = Ticket.objects.filter(desk__isnull=False).values_list("pk", "decision")
    return {pk for pk, decision in decided if decision["outcome"] == "covered_now" and decision["pages"]}


def _run_out() -> set[str]:
    """The pages of promises that were broken and not answered since, where the contract pages at that instant."""
    broken = Milestone.objects.filter(broken_at__isnull=False, met_at=None, ticket__desk__isnull=False)
    return {
        f"ticket:{each.ticket_id}:broken:{each.pk}"
        for each in broken.select_related("ticket")
        if each.broken_at
        and rules.is_paged(each.ticket.status, is_gone=each.ticket.is_set_aside)
        and promise_pages(each.ticket, each.broken_at)
    }


def _near_their_end() -> set[str]:
    """Pages that may be made besides: of promises near their end, and of broken ones that were answered since."""
    warned = Warned.objects.filter(percent__gte=rules.URGENT_AT).values_list("milestone__ticket", "pk")
    broken = Milestone.objects.filter(broken_at__isnull=False, met_at__isnull=False).values_list("ticket", "pk")
    return {f"ticket:{ticket}:warned:{pk}" for ticket, pk in warned} | {
        f"ticket:{ticket}:broken:{pk}" for ticket, pk in broken
    }


def units_add_up() -> Line:
    """I4: for every account what was bought and used is its balance, never below zero."""
    accounts, wrong, doubled = units.compared()
    return Line("I4", "accounts of units", accounts, wrong, doubled, units.SAID)


def breaches_once(at: datetime) -> Line:
    """I5: each promise that was broken is recorded once, at the instant that the engine computes."""
    broken = Milestone.objects.filter(broken_at__isnull=False).select_related("ticket")
    said = Counter(
        (event.ticket_id, event.data["promise"], event.at)
        for event in TicketEvent.objects.filter(code="promise_broken")
    )
    instants = [(each.ticket_id, each.kind, each.broken_at) for each in broken if each.broken_at]
    unsaid = sum(said[instant] == 0 for instant in instants)
    twice = sum(count - 1 for count in said.values()) + len(set(said) - set(instants))
    missed = Milestone.objects.broken_by(at - GRACE).count()
    moved = sum(computed(each) != each.broken_at for each in broken if each.resumed_at is None)
    note = f"{moved} at another instant than computed" if moved else "each at the instant computed"
    return Line("I5", "promises broken", len(instants), unsaid + missed, twice, note, fails=bool(moved))


def computed(milestone: Milestone) -> datetime | None:
    """When the engine says that a promise was due whose clock never stood still."""
    return as_filed(milestone.ticket).timeline.add(milestone.starts_at, milestone.target_minutes * 60)


def mails_once(arrivals: list[Arrival], counts: Counter[str], faults: list[Fault], at: datetime) -> Line:
    """I6: each mail owed arrived, under one key; only where a worker was ended in the middle may it repeat that key."""
    rows = OutboundMessage.objects.filter(kind="mail")
    sent = {message_id(key): recipient for key, recipient in rows.filter(sent_at__isnull=False).values_list(*KEY)}
    confirmed = {
        message_id(f"ticket.filed:{pk}:{email}") for pk, email in Ticket.objects.values_list("pk", "requester__email")
    }
    untried = rows.undelivered().filter(attempts=0, due_at__lte=at - GRACE).count()
    lost = sum(not counts[key] for key in confirmed | set(sent)) + untried
    known = {message_id(key) for key in OutboundMessage.objects.values_list("dedupe_key", flat=True)}
    strange = sum(arrival.key not in known for arrival in arrivals)
    extra = sum(max(0, fault.repeats - fault.in_doubt) for fault in faults)
    repeats = sum(counts[key] - 1 for key in sent if counts[key] > 1)
    note = f"{repeats} repeated with their key, by workers ended in the middle"
    return Line("I6", "mails owed", len(sent), lost, extra + strange, note)


KEY = ("dedupe_key", "recipient")


def refusals_leave_nothing(book: Book) -> Line:
    """I7: a refused request left no ticket and no token."""
    left = sum(
        Ticket.objects.filter(description__contains=marker).exists()
        or SubmissionToken.objects.filter(token=marker).exists()
        for marker in book.refused
    )
    return Line("I7", "requests refused", len(book.refused), 0, left, "nothing of them was stored" if not left else "")


def recovers(book: Book, faults: list[Fault]) -> Line:
    """I8: after each fault everything owed went out within the bound, and no request waited for a broker.

    What a request itself spent on the broker must not be long, nor may requests take as much longer than at other times
    while there is none: a wait that is not seen in the first figure is seen in the second.
    """
    worst = max(faults, key=lambda fault: fault.recovered)
    slow = [fault for fault in faults if fault.recovered > BOUND]
    without = book.during([(fault.began, fault.ended) for fault in faults if fault.broker])
    usual = usually(book.outside([(fault.began, fault.ended) for fault in faults]))
    waited = max((wait.broker for wait in without), default=0.0)
    note = f"worst {worst.recovered:.1f} s ({worst.name}); {len(without)} requests without a broker waited for it "
    note += f"{waited:.2f} s at most; usual answer then {usually(without):.2f} s, at other times {usual:.2f} s"
    fails = waited > AT_ONCE or usually(without) > usual + AT_ONCE
    return Line("I8", "faults recovered from", len(faults), len(slow), 0, note, fails=fails)
