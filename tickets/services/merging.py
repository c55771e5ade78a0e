"""Merging a ticket into another one of its customer, and undoing it: rows stay where they are, so undo is exact."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Attachment, Merge, Note, Reply, Ticket, TicketEvent, Watcher
from tickets.rules import Status
from tickets.services import metering, promises
from tickets.services.changes import record, touch
from tickets.services.together import lock_both, require_agent, require_one_customer


class UnableToMerge(Unable):
    """Codes: `itself`, `other_customer`, `agents_only`, `forbidden`, `not_merged`.

    `merged`, `target_merged` and `has_merged` name the other tickets; `finished`, `target_finished` and `holds_units`;
    `set_aside` and `target_set_aside` of the trash.
    """


@transaction.atomic
def merge(*, source: Ticket, target: Ticket, actor: User, at: datetime) -> Merge:
    """Let `source` go up in `target`: it closes, its clocks stand still, and its followers follow the target.

    The target keeps its own promises. What was written stays in the source and is shown in the target.

    Raises:
        UnableToMerge: see `check`.
    """
    lock_both(source, target)
    check(source=source, target=target, actor=actor)
    made = Merge.objects.create(
        source=source,
        target=target,
        status_before=source.status,
        waiting_for_before=source.waiting_for,
        by=actor,
        at=at,
    )
    _hold_clocks(source, at)
    source.merged_into, source.status, source.waiting_for, source.closed_at = target, Status.CLOSED.value, "", at
    touch(source, "merged_into", "status", "waiting_for", "closed_at", at=at)
    touch(target, at=at)
    _follow(source, target, actor, at)
    _tell(made, actor, "merged_into", "merged_from", at)
    return made


@transaction.atomic
def undo_merge(*, source: Ticket, actor: User, at: datetime) -> None:
    """Let a merged ticket stand on its own again, where it stood, with the promises that it had.

    A promise that came due meanwhile is broken: its clock is as if it had never stood still. What was written in the
    target since the merge stays there.

    Raises:
        UnableToMerge: `not_merged`, or when the actor does not work both tickets.
    """
    made = Merge.objects.select_related("source", "target").filter(source=source, undone_at=None).first()
    if made is None:
        raise UnableToMerge("not_merged")
    lock_both(source, made.target)
    require_agent(actor, (source, made.target), UnableToMerge)
    if not Merge.objects.filter(pk=made.pk, undone_at=None).update(undone_at=at, undone_by=actor):
        raise UnableToMerge("not_merged")
    made.source = source
    source.merged_into, source.closed_at = None, None
    source.status, source.waiting_for = made.status_before, made.waiting_for_before
    if made.status_before not in rules.CLOCKS_STAND:
        _release_clocks(source, made.at)
    touch(source, "merged_into", "status", "waiting_for", "closed_at", at=at)
    touch(made.target, at=at)
    _unfollow(source, made.target)
    _tell(made, actor, "unmerged_from", "unmerged", at)


def check(*, source: Ticket, target: Ticket, actor: User) -> None:
    """Refuse a merge that cannot be; a ticket that others were merged into stays where it is.

    Raises:
        UnableToMerge: before anything is changed.
    """
    require_agent(actor, (source, target), UnableToMerge)
    require_one_customer(source, target, UnableToMerge)
    if source.merged_into_id:
        raise UnableToMerge("merged")
    if target.merged_into is not None:
        raise UnableToMerge("target_merged", (target.merged_into.reference,))
    if metering.holds_units(source):
        raise UnableToMerge("holds_units")
    if source.status in rules.FINISHED:
        raise UnableToMerge("finished")
    if target.status in rules.FINISHED:
        raise UnableToMerge("target_finished")
    if source.is_set_aside or target.is_set_aside:
        raise UnableToMerge("set_aside" if source.is_set_aside else "target_set_aside")
    if others := tuple(source.merged.order_by("id").values_list("reference", flat=True)):
        raise UnableToMerge("has_merged", others)


def followers(ticket: Ticket) -> list[User]:
    """Its requester and its watchers, by name: whoever will follow the ticket that it is merged into."""
    watching = User.objects.filter(watched__ticket=ticket) | User.objects.filter(pk=ticket.requester_id)
    return list(watching.distinct().order_by("name", "id"))


@dataclass(frozen=True, slots=True)
class Written:
    """What was written and what happened in a ticket and in the tickets that were merged into it."""

    replies: QuerySet[Reply]
    notes: QuerySet[Note]
    events: QuerySet[TicketEvent]
    files: QuerySet[Attachment]


def written_in(ticket: Ticket) -> Written:
    """The rows that the ticket's conversation shows to somebody who may read all of it; each names its own ticket."""
    shown = Ticket.objects.filter(Q(pk=ticket.pk) | Q(merged_into=ticket)).values("pk")
    return Written(
        Reply.objects.filter(ticket__in=shown),
        Note.objects.filter(ticket__in=shown),
        TicketEvent.objects.filter(ticket__in=shown),
        Attachment.objects.filter(ticket__in=shown),
    )


def _hold_clocks(source: Ticket, at: datetime) -> None:
    """Let the running clocks stand still without counting what they used; what broke before is recorded first (I5)."""
    for milestone in source.milestones.broken_by(at):
        promises.break_once(milestone)
    source.milestones.running().update(paused_at=at, warn_at=None)
    promises.refresh(source)


def _release_clocks(source: Ticket, merged_at: datetime) -> None:
    for milestone in source.milestones.filter(met_at=None, paused_at=merged_at).select_related("ticket", "basis"):
        milestone.paused_at = None
        if milestone.broken_at is None:
            promises.set_instants(milestone, promises.cover_of(milestone).track)
        milestone.save(update_fields=["paused_at", "due_at", "warn_at"])
    promises.refresh(source)


def _follow(source: Ticket, target: Ticket, actor: User, at: datetime) -> None:
    """Whoever followed the source reads the target from now on, and is told of what is written there."""
    joining = [user for user in followers(source) if user.pk != target.requester_id]
    rows = [Watcher(ticket=target, user=user, why=Watcher.Why.MERGED, by=actor, at=at) for user in joining]
    Watcher.objects.bulk_create(rows, ignore_conflicts=True)


def _unfollow(source: Ticket, target: Ticket) -> None:
    """Those who came with the source leave, unless they came with another ticket too."""
    staying = {user.pk for other in target.merged.exclude(pk=source.pk) for user in followers(other)}
    leaving = {user.pk for user in followers(source)} - staying
    target.watchers.filter(why=Watcher.Why.MERGED, user__in=leaving).delete()


def _tell(made: Merge, actor: User, of_source: str, of_target: str, at: datetime) -> None:
    record(made.source, actor=actor, code=of_source, at=at, data={"ticket": made.target.reference})
    record(made.target, actor=actor, code=of_target, at=at, data={"ticket": made.source.reference})
    publish("ticket.merged", str(made.pk), at=at, payload={"is_undone": of_source != "merged_into"})
