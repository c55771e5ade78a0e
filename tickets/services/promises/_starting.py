"""When promises start: with the ticket, with each reply, and anew under another decision or severity."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from accounts.models import User
from common.statements import Statement
from entitlements import portfolio
from entitlements.portfolio import pinned
from tickets import rules
from tickets.models import Basis, Milestone, Ticket, TicketEvent
from tickets.services.promises._asking import as_filed
from tickets.services.promises._clocks import clocks_run
from tickets.services.promises._keeping import keep, refresh, refresh_from
from tickets.services.promises._pins import cover_of, pin, set_instants


def start(
    ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime, kinds: Sequence[str] = rules.AT_FILING
) -> list[Milestone]:
    """Start what is promised of `kinds`, pinned to the package, its target and the covered time of the decision."""
    promised = rules.promises_of(assessment.decision, ticket.severity, assessment.targets, kinds)
    if not promised:
        return []
    basis = pin(pinned.cover_of(assessment))
    versions = assessment.calendar_versions
    return Milestone.objects.bulk_create([_begun(ticket, promise, basis, versions, at) for promise in promised])


def replied(ticket: Ticket, *, actor: User, at: datetime) -> list[TicketEvent]:
    """Keep what a reply of the vendor keeps, and promise the next update, from one reading of the promises.

    The caller appends what is answered to the history.
    """
    made: list[Milestone] = _MADE.rows(ticket=ticket.pk)
    for each in made:
        each.ticket = ticket
    owed = [each for each in made if each.met_at is None and each.kind in (rules.FIRST_RESPONSE, rules.NEXT_UPDATE)]
    told = keep(ticket, owed, actor=actor, at=at)
    refresh_from(ticket, [*made, *_promise_update(ticket, made[-1] if made else None, at)])
    return told


_MADE: Final = Statement(lambda ticket: Milestone.objects.filter(ticket=ticket).select_related("basis").order_by("id"))


def answered(ticket: Ticket, *, at: datetime) -> None:
    """Promise the next update from a reply of the vendor on, by what the ticket was promised before.

    While the ticket waits for its customer the clock stands still from the beginning.
    """
    _promise_update(ticket, ticket.milestones.select_related("basis").order_by("-id").first(), at)
    refresh(ticket)


def _promise_update(ticket: Ticket, last: Milestone | None, at: datetime) -> list[Milestone]:
    if ticket.status in rules.FINISHED:
        return []
    if last is None:
        return start(ticket, as_filed(ticket), at=at, kinds=[rules.NEXT_UPDATE])
    last.ticket = ticket
    cover = cover_of(last)
    minutes = cover.targets.get((last.package, ticket.severity, rules.NEXT_UPDATE))
    if minutes is None:
        return []
    promise = rules.Promise(rules.NEXT_UPDATE, last.package, minutes)
    begun = _begun(ticket, promise, last.basis or pin(cover), last.calendar_versions, at)
    begun.save(force_insert=True)
    return [begun]


def reopened(ticket: Ticket, *, at: datetime) -> None:
    """Promise an update again to a ticket that came back, and let its resolution go on from where it was kept."""
    kept = ticket.milestones.filter(kind=rules.RESOLUTION, met_at__isnull=False, broken_at=None).order_by("-id").first()
    if kept is not None and not ticket.milestones.filter(kind=rules.RESOLUTION, met_at=None).exists():
        _continue(kept, at)
    was_answered = ticket.milestones.filter(kind=rules.FIRST_RESPONSE, met_at__isnull=False).exists()
    if was_answered and not ticket.milestones.filter(kind=rules.NEXT_UPDATE, met_at=None).exists():
        answered(ticket, at=at)
    refresh(ticket)


def retarget(ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime) -> None:
    """Promise what is still owed as its package does to the ticket as it is now, from its own start, pinned anew.

    What was broken stays due when it was. What is not promised at this severity is owed no longer; an update that is
    promised now, and was not before, is promised from `at` on.
    """
    owed = list(ticket.milestones.unbroken())
    made = as_filed(ticket) if owed else assessment
    basis = pin(pinned.cover_of(made)) if owed else None
    for milestone in owed:
        milestone.basis, milestone.calendar_versions = basis, made.calendar_versions
        _retarget(milestone, made.targets.get((milestone.package, ticket.severity, milestone.kind)))
    answers = ticket.milestones.filter(kind__in=(rules.FIRST_RESPONSE, rules.NEXT_UPDATE))
    if answers.exists() and not answers.filter(met_at=None).exists():
        answered(ticket, at=at)
    refresh(ticket)


def restart(ticket: Ticket, assessment: portfolio.Assessment, *, at: datetime) -> None:
    """Promise what is still owed as `assessment` does, from `at`; what is owed by then gives way to it."""
    ticket.milestones.unbroken().delete()
    known = set(ticket.milestones.values_list("kind", flat=True))
    start(ticket, assessment, at=at, kinds=[kind for kind in rules.AT_FILING if kind not in known])
    if rules.FIRST_RESPONSE in known and not ticket.milestones.filter(met_at=None).exists():
        start(ticket, assessment, at=at, kinds=[rules.NEXT_UPDATE])
    refresh(ticket)


def _retarget(milestone: Milestone, minutes: int | None) -> None:
    """Count a promise by its basis; one that has no target there any longer is owed no more, but for the answer."""
    if minutes is None and milestone.kind != rules.FIRST_RESPONSE:
        milestone.delete()
        return
    milestone.target_minutes = minutes or milestone.target_minutes
    if milestone.paused_at is None:
        set_instants(milestone, cover_of(milestone).track)
    milestone.save(update_fields=["basis", "calendar_versions", "target_minutes", "due_at", "warn_at"])


def _continue(kept: Milestone, at: datetime) -> None:
    """Open a kept promise again, less the covered time that it had used when it was kept."""
    track = cover_of(kept).track
    since, until = kept.resumed_at or kept.starts_at, kept.paused_at or kept.met_at
    used = rules.whole_seconds(track.between(since, until)) if until and not kept.paused_at else 0
    again = Milestone(
        ticket=kept.ticket,
        kind=kept.kind,
        package=kept.package,
        target_minutes=kept.target_minutes,
        basis=kept.basis,
        calendar_versions=kept.calendar_versions,
        starts_at=at,
        used_seconds=kept.used_seconds + used,
        warns=kept.warns,
    )
    set_instants(again, track)
    again.save(force_insert=True)


def _begun(ticket: Ticket, promise: rules.Promise, basis: Basis, versions: dict[str, int], at: datetime) -> Milestone:
    made = Milestone(
        ticket=ticket,
        kind=promise.kind,
        package=promise.package,
        target_minutes=promise.minutes,
        basis=basis,
        calendar_versions=versions,
        starts_at=at,
        warns=rules.WARNED_AT[0],
    )
    set_instants(made, cover_of(made).track)
    if not clocks_run(ticket):
        made.paused_at, made.warn_at = at, None
    return made
