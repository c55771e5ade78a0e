"""The life of a ticket: who owns it, where it stands, how it ends and comes back."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agent, User
from common.refusal import Unable
from outbox.services import publish
from tickets import rules
from tickets.models import Ticket, TicketEvent
from tickets.rules import Act, Status
from tickets.services.changes import check_edit, destination, lock, move, record, touch
from tickets.services.links import require_finished_parts


class UnableToAssign(Unable):
    """Codes: `agents_only`, `forbidden`, `resolved`, `closed`, `changed_meanwhile`, `not_at_the_desk`."""


class UnableToChange(Unable):
    """Codes: those of `tickets.rules.Refusal`, `forbidden`, `changed_meanwhile`, `has_its_own_act`.

    `open_parts` and `merged` name the other tickets.
    """


@transaction.atomic
def take(*, ticket: Ticket, agent: Agent, at: datetime, edit: int | None = None) -> None:
    """Become the owner of a ticket; a new one is open from then on.

    Raises:
        UnableToAssign: when it is finished, or was edited since the edit number `edit` was looked at.
    """
    _own(ticket, actor=agent.user, assignee=agent, act=Act.TAKE, at=at, edit=edit)


@transaction.atomic
def assign(*, ticket: Ticket, actor: User, assignee: Agent | None, at: datetime, edit: int | None = None) -> None:
    """Make an agent the owner of a ticket, or nobody.

    Raises:
        UnableToAssign: when it is finished, or was edited since the edit number `edit` was looked at.
    """
    _own(ticket, actor=actor, assignee=assignee, act=Act.ASSIGN, at=at, edit=edit)


@transaction.atomic
def change_status(
    *, ticket: Ticket, actor: User, status: str, waiting_for: str = "", at: datetime, edit: int | None = None
) -> None:
    """Put a ticket to work, to wait or on the schedule. Waiting for the customer names what is asked of it.

    Raises:
        UnableToChange: when the rules forbid it, or it was edited since the edit number `edit` was looked at.
    """
    act = rules.ACT_FOR.get(Status(status))
    if act is None:
        raise UnableToChange("has_its_own_act")
    ask = waiting_for.strip()[:200]
    if act is Act.WAIT_FOR_CUSTOMER and not ask:
        raise UnableToChange(rules.Refusal.NO_ASK.value)
    waits = act in {Act.WAIT_FOR_CUSTOMER, Act.WAIT_FOR_VENDOR}
    _act(ticket, act, actor=actor, at=at, edit=edit, waiting_for=ask if waits else "")


@transaction.atomic
def resolve(
    *, ticket: Ticket, actor: User, at: datetime, edit: int | None = None, leaves_parts_open: bool = False
) -> None:
    """Say that the matter is solved; the customer may reopen it within `rules.GRACE`.

    Raises:
        UnableToChange: see `close`.
    """
    if not leaves_parts_open:
        require_finished_parts(ticket, UnableToChange)
    _act(ticket, Act.RESOLVE, actor=actor, at=at, edit=edit)


@transaction.atomic
def close(
    *, ticket: Ticket, actor: User, at: datetime, edit: int | None = None, leaves_parts_open: bool = False
) -> None:
    """End a ticket. One with open parts is ended only by somebody who says that they stay open.

    Raises:
        UnableToChange: see `change_status`; `open_parts` names them.
    """
    if not leaves_parts_open:
        require_finished_parts(ticket, UnableToChange)
    _act(ticket, Act.CLOSE, actor=actor, at=at, edit=edit)


@transaction.atomic
def reopen(*, ticket: Ticket, actor: User, at: datetime, edit: int | None = None) -> None:
    """Bring a finished ticket back within its grace; its clocks go on.

    Raises:
        UnableToChange: see `change_status`.
    """
    _act(ticket, Act.REOPEN, actor=actor, at=at, edit=edit)


def _act(ticket: Ticket, act: Act, *, actor: User, at: datetime, edit: int | None, waiting_for: str = "") -> None:
    lock(ticket)
    check_edit(ticket, edit, UnableToChange)
    status = destination(ticket, act, actor=actor, at=at, refusal=UnableToChange)
    event = move(ticket, status, actor=actor, at=at, waiting_for=waiting_for)
    if event:
        _tell(ticket, act, actor, event, at)


def _own(ticket: Ticket, *, actor: User, assignee: Agent | None, act: Act, at: datetime, edit: int | None) -> None:
    lock(ticket)
    check_edit(ticket, edit, UnableToAssign)
    status = destination(ticket, act, actor=actor, at=at, refusal=UnableToAssign)
    if ticket.assignee_id != (assignee.pk if assignee else None):
        data = {"from": _name(ticket.assignee), "to": _name(assignee)}
        ticket.assignee = assignee
        event = record(ticket, actor=actor, code="assigned", at=at, data=data)
        touch(ticket, "assignee", at=at)
        _tell(ticket, act, actor, event, at)
    move(ticket, status, actor=actor, at=at, waiting_for=ticket.waiting_for)


def _tell(ticket: Ticket, act: Act, actor: User, event: TicketEvent, at: datetime) -> None:
    payload = {"act": act.value, "event": event.pk, "by": actor.name}
    publish("ticket.changed", str(ticket.pk), at=at, payload=payload)


def _name(agent: Agent | None) -> str:
    return str(agent) if agent else ""
