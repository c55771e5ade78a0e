"""The trash: a ticket that is spam or a mistake is set aside, and restored when that was wrong."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from tickets.models import SettingAside, Ticket
from tickets.rules import Act
from tickets.services import metering, promises, window_accounts
from tickets.services.changes import check_edit, destination, lock, record, touch


class UnableToSetAside(Unable):
    """Codes: `agents_only`, `forbidden`, `set_aside`, `not_set_aside`, `holds_units`, `changed_meanwhile`."""


@transaction.atomic
def set_aside(*, ticket: Ticket, actor: User, reason: str, at: datetime, edit: int | None = None) -> None:
    """Put a ticket into the trash: no list shows it, its clocks stand still, its customer reads why.

    Raises:
        UnableToSetAside: when it is there already, an emergency or a window keeps something for it, or it was edited
            since `edit` was read.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToSetAside)
    destination(ticket, Act.SET_ASIDE, actor=actor, at=at, refusal=UnableToSetAside)
    if metering.holds_units(ticket) or window_accounts.live_window(ticket):
        raise UnableToSetAside("holds_units")
    SettingAside.objects.create(ticket=ticket, reason=SettingAside.Reason(reason), by=actor, at=at)
    _put(ticket, actor=actor, is_set_aside=True, code="set_aside", data={"reason": reason}, at=at)


@transaction.atomic
def restore(*, ticket: Ticket, actor: User, at: datetime, edit: int | None = None) -> None:
    """Take a ticket out of the trash; its clocks go on.

    Raises:
        UnableToSetAside: when it is not there, or was edited since `edit` was looked at.
    """
    lock(ticket)
    check_edit(ticket, edit, UnableToSetAside)
    destination(ticket, Act.RESTORE, actor=actor, at=at, refusal=UnableToSetAside)
    ticket.settings_aside.filter(restored_at=None).update(restored_by=actor, restored_at=at)
    _put(ticket, actor=actor, is_set_aside=False, code="restored", data={}, at=at)


def _put(ticket: Ticket, *, actor: User, is_set_aside: bool, code: str, data: dict[str, str], at: datetime) -> None:
    ticket.is_set_aside = is_set_aside
    promises.follow(ticket, at=at)
    record(ticket, actor=actor, code=code, at=at, data=data)
    touch(ticket, "is_set_aside", at=at)
