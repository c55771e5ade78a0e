"""Booking a window, moving it and cancelling it: against engineers, days, the contract and its units (R9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Agent, User
from entitlements import portfolio
from entitlements.coverage import Kind, Span
from entitlements.services import UnableToHoldUnits, close_hold
from oncall.models import Reservation
from oncall.services import UnableToReserve, reserve
from oncall.services import move as move_reservation
from tickets import permissions, rules
from tickets.models import Ticket, Window, WindowItem
from tickets.rules import Act, Role, Status, WindowProblem
from tickets.services import window_accounts
from tickets.services.changes import destination, lock, move, touch
from tickets.services.filing import TicketDraft, UnableToFile, file_scheduled
from tickets.services.windows._draft import UnableToBook, WindowDraft, check
from tickets.services.windows._grounds import Grounds, Judged, grounds, terms_of
from tickets.services.windows._telling import tell

AROUND = timedelta(days=1)


@transaction.atomic
def book_window(*, requester: User, draft: WindowDraft, at: datetime, by: User | None = None) -> Window:
    """Book a window: a ticket that rests until then, an engineer who is kept for it, and units that are held.

    An agent may book it for a contact who files, `by` its own hand; the window is the contact's all the same. What a
    partner books holds the units of its customer, and is judged by the contract that names the partner alone (R1).

    Raises:
        UnableToBook: when something stands against it; then nothing is kept.
    """
    actor = by or requester
    check(requester, draft, actor)
    around = Span(draft.span.starts_at - AROUND, draft.span.ends_at + AROUND)
    found = grounds(
        contact=draft.contact,
        environment=draft.environment,
        kind=draft.type,
        within=around,
        at=at,
        under=draft.contract,
    )
    judged = _judge(found, draft.span)
    ticket = _file(requester, draft, judged, at, by=by)
    kept = _keep(judged, ticket, actor, at)
    window = _store(ticket, draft, judged, kept, requester, at)
    _hold(window, judged, actor, at)
    if ticket.assignee != kept.agent or ticket.desk != judged.desk:
        ticket.assignee, ticket.desk = kept.agent, judged.desk
        ticket.save(update_fields=["assignee", "desk"])
    tell(window, "booked", actor, at)
    return window


@transaction.atomic
def move_window(*, window: Window, starts_at: datetime, actor: User, at: datetime) -> Window:
    """Let a booked window start at another time, as long as it was; an engineer who is free then has it.

    Raises:
        UnableToBook: when it is too late to move it, or something stands against the new time; all stays as it was.
    """
    ticket, found = _locked(window, actor, Act.REPLY, at)
    if not rules.is_free_to_change(found.starts_at, terms_of(found.type), at):
        raise UnableToBook("too_late")
    span = Span(starts_at, starts_at + found.length)
    moved = _judge(grounds_to_move(found, within=Span(starts_at - AROUND, span.ends_at + AROUND), at=at), span)
    close_hold(subject=window_accounts.subject_of(ticket), actor=actor, at=at, is_served=False)
    kept = _take(moved, lambda agent: _moved(found.reservation, agent, span, actor, at), first=found.engineer)
    was, before = found.starts_at, found.engineer
    found.reservation, found.starts_at, found.ends_at = kept, span.starts_at, span.ends_at
    found.covered_minutes, found.units, found.sequence = moved.covered_minutes, moved.units, found.sequence + 1
    found.due_at = rules.next_due(found.starts_at, found.ends_at, is_started=False, after=at)
    found.save()
    _hold(found, moved, actor, at)
    ticket.assignee, ticket.desk = kept.agent, moved.desk
    touch(ticket, "assignee", "desk", at=at)
    released = [before.pk] if before != kept.agent else []
    tell(found, "moved", actor, at, {"was": was.isoformat(), "released": released})
    return found


@transaction.atomic
def cancel_window(*, window: Window, actor: User, at: datetime) -> Window:
    """Cancel a booked window and close its ticket.

    What is held goes back; a customer who cancels late has used the minimum. Support cancels without cost.

    Raises:
        UnableToBook: when it is open or over already, or `actor` may only read it.
    """
    ticket, found = _locked(window, actor, Act.CLOSE, at)
    move(ticket, Status.CLOSED, actor=actor, at=at)
    found.refresh_from_db()
    return found


def grounds_to_move(window: Window, *, within: Span, at: datetime) -> Grounds:
    """What other times of a booked window are judged by; its units and its engineer's time count as free."""
    ticket = window.ticket
    under = ticket.contract if ticket.partner_id else None
    if ticket.environment is None or (ticket.contact is None and under is None):
        raise UnableToBook("not_yours")
    return grounds(
        contact=ticket.contact,
        environment=ticket.environment,
        kind=window.type,
        within=within,
        at=at,
        held=window.units,
        besides=window.reservation,
        under=under,
    )


def _judge(found: Grounds, span: Span) -> Judged:
    judged = found.judge(span)
    if judged.problem is not None:
        raise UnableToBook(judged.problem.code, problem=judged.problem)
    return judged


def _file(requester: User, draft: WindowDraft, judged: Judged, at: datetime, *, by: User | None) -> Ticket:
    environment = draft.environment
    asked = TicketDraft(
        contact=draft.contact,
        product=environment.product,
        version=environment.version,
        environment=environment,
        kind=Ticket.Kind.MAINTENANCE.value,
        severity=Ticket.Severity.MINOR.value,
        subject=draft.subject[:200],
        description=draft.plan,
        contract=draft.contract,
        partner=draft.partner,
    )
    made = portfolio.assess(
        contact=draft.contact,
        organization=environment.organization,
        product=environment.product,
        version=environment.version,
        kind=Kind.MAINTENANCE.value,
        severity=asked.severity,
        at=at,
        window=judged.span,
        under=draft.contract.pk if draft.contract else None,
    )
    try:
        engineer = judged.engineers[0]
        return file_scheduled(requester=requester, draft=asked, assessment=made, engineer=engineer, at=at, by=by)
    except UnableToFile as refusal:
        raise UnableToBook(refusal.code, refusal.reasons) from refusal


def _keep(judged: Judged, ticket: Ticket, actor: User, at: datetime) -> Reservation:
    def take(agent: Agent) -> Reservation:
        return reserve(
            agent=agent,
            starts_at=judged.span.starts_at,
            ends_at=judged.span.ends_at,
            key=f"window:{ticket.reference}",
            title=f"{ticket.reference} {ticket.subject}",
            actor=actor,
            at=at,
        )

    return _take(judged, take)


def _moved(kept: Reservation, agent: Agent, span: Span, actor: User, at: datetime) -> Reservation:
    return move_reservation(
        reservation=kept, starts_at=span.starts_at, ends_at=span.ends_at, actor=actor, at=at, agent=agent
    )


def _take(judged: Judged, take: Callable[[Agent], Reservation], first: Agent | None = None) -> Reservation:
    """Keep the first engineer whom nobody else took meanwhile, `first` before the others.

    Raises:
        UnableToBook: when others took all of them.
    """
    for agent in sorted(judged.engineers, key=lambda each: each != first):
        try:
            return take(agent)
        except UnableToReserve:
            continue
    raise UnableToBook("nobody_free", problem=WindowProblem("nobody_free", {"desk": str(judged.desk)}))


def _store(
    ticket: Ticket, draft: WindowDraft, judged: Judged, kept: Reservation, requester: User, at: datetime
) -> Window:
    window = Window.objects.create(
        ticket=ticket,
        type=draft.type,
        reservation=kept,
        starts_at=judged.span.starts_at,
        ends_at=judged.span.ends_at,
        covered_minutes=judged.covered_minutes,
        units=judged.units,
        rollback_name=draft.rollback_name.strip()[:80],
        rollback_phone=draft.rollback_phone.strip()[:40],
        booked_at=at,
        booked_by=requester,
        due_at=rules.next_due(judged.span.starts_at, judged.span.ends_at, is_started=False, after=at),
    )
    items = enumerate(text.strip()[:200] for text in draft.checklist if text.strip())
    WindowItem.objects.bulk_create(WindowItem(window=window, position=place, text=text) for place, text in items)
    return window


def _hold(window: Window, judged: Judged, actor: User, at: datetime) -> None:
    try:
        window_accounts.hold_for(window, minimum=judged.minimum, actor=actor, at=at)
    except UnableToHoldUnits as refusal:
        facts = {"units": judged.units, "balance": 0}
        raise UnableToBook("not_enough_units", problem=WindowProblem("not_enough_units", facts)) from refusal


def _locked(window: Window, actor: User, act: Act, at: datetime) -> tuple[Ticket, Window]:
    """The window and its ticket, locked, while it may still be changed.

    Raises:
        UnableToBook: when it is open or over, or `actor` may not do it.
    """
    ticket = window.ticket
    lock(ticket)
    found = window_accounts.live_window(ticket)
    if found is None:
        raise UnableToBook("is_over")
    if found.started_at is not None or found.starts_at <= at:
        raise UnableToBook("is_open")
    destination(ticket, act, actor=actor, at=at, refusal=UnableToBook)
    if act is Act.REPLY and permissions.role_of(actor, ticket) is not Role.CUSTOMER:
        raise UnableToBook("customers_only")
    found.ticket = ticket
    return ticket, found
