"""Keeping an engineer for something: a quarter of an hour of an agent is given away once, whoever asks at once."""

from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from accounts.models import Agent, User
from common.refusal import Unable
from oncall.models import Reservation, ReservationEvent, ReservedQuarter
from oncall.portfolio import is_away
from oncall.rules import begins_a_quarter, quarters

LONGEST: Final = timedelta(days=7)


class UnableToReserve(Unable):
    """Codes: "ends-before-it-starts", "over", "too-long", "off-the-quarter", "left", "away", "taken", "kept".

    Also "released".
    """


@transaction.atomic
def reserve(
    *, agent: Agent, starts_at: datetime, ends_at: datetime, key: str, title: str, actor: User | None, at: datetime
) -> Reservation:
    """Keep `agent` from `starts_at` until `ends_at` for the thing named `key`, such as "booking:12".

    Asking for the same again answers what is kept already.

    Raises:
        UnableToReserve: if the time is over, ends before it starts, is longer than a week or does not begin and
            end on a quarter of an hour, the agent left or is away, another thing has a part of it, or the thing keeps
            something else already.
    """
    _check(agent, starts_at, ends_at, at)
    made = Reservation(agent=agent, key=key, title=title[:200], starts_at=starts_at, ends_at=ends_at, made_at=at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return _kept_already(made)
    _take(made)
    _record(made, "reserved", actor, at)
    return made


@transaction.atomic
def release(*, reservation: Reservation, actor: User | None, at: datetime) -> bool:
    """Give the engineer's time back; False when it was given back before."""
    if not Reservation.objects.open().filter(pk=reservation.pk).update(released_at=at):
        return False
    reservation.quarters.all().delete()
    _record(reservation, "released", actor, at)
    return True


@transaction.atomic
def move(
    *,
    reservation: Reservation,
    starts_at: datetime,
    ends_at: datetime,
    actor: User | None,
    at: datetime,
    agent: Agent | None = None,
) -> Reservation:
    """Keep other time instead, of `agent` when another one is named; when it is refused the old time stays kept.

    Raises:
        UnableToReserve: see `reserve`; "released" when it is kept no longer.
    """
    kept = Reservation.objects.open().select_for_update().select_related("agent__user").filter(pk=reservation.pk)
    found = kept.first()
    if found is None:
        raise UnableToReserve("released")
    found.agent, found.starts_at, found.ends_at = agent or found.agent, starts_at, ends_at
    _check(found.agent, starts_at, ends_at, at)
    found.quarters.all().delete()
    _take(found)
    found.save(update_fields=["agent", "starts_at", "ends_at"])
    _record(found, "moved", actor, at)
    return found


def _check(agent: Agent, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if ends_at <= starts_at:
        raise UnableToReserve("ends-before-it-starts")
    if starts_at < at:
        raise UnableToReserve("over")
    if ends_at - starts_at > LONGEST:
        raise UnableToReserve("too-long")
    if not (begins_a_quarter(starts_at) and begins_a_quarter(ends_at)):
        raise UnableToReserve("off-the-quarter")
    if not agent.user.is_active:
        raise UnableToReserve("left", (str(agent),))
    if is_away(agent, starts_at, ends_at):
        raise UnableToReserve("away", (str(agent),))


def _take(reservation: Reservation) -> None:
    """Write a row for each quarter of an hour; the database refuses the second of two."""
    numbers = quarters(reservation.starts_at, reservation.ends_at)
    rows = [ReservedQuarter(reservation=reservation, agent=reservation.agent, number=number) for number in numbers]
    try:
        with transaction.atomic():
            ReservedQuarter.objects.bulk_create(rows)
    except IntegrityError:
        raise UnableToReserve("taken", (str(reservation.agent),)) from None


def _kept_already(asked: Reservation) -> Reservation:
    """What the thing keeps already, if it is what is asked for."""
    kept = Reservation.objects.open().filter(key=asked.key).first()
    if kept is None or _wanted(kept) != _wanted(asked):
        raise UnableToReserve("kept")
    return kept


def _wanted(reservation: Reservation) -> tuple[int, datetime, datetime]:
    return reservation.agent_id, reservation.starts_at, reservation.ends_at


def _record(reservation: Reservation, code: str, actor: User | None, at: datetime) -> None:
    facts = {
        "agent": str(reservation.agent),
        "starts_at": reservation.starts_at.isoformat(),
        "ends_at": reservation.ends_at.isoformat(),
    }
    ReservationEvent.objects.create(reservation=reservation, code=code, actor=actor, at=at, data=facts)
