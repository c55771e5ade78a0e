"""An agent asks a colleague to take a shift; only the colleague's yes moves it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import Agent
from common.refusal import Unable
from oncall import portfolio
from oncall.models import Rotation, Swap
from oncall.services.overrides import check_stretch, put
from oncall.services.telling import told


class UnableToSwap(Unable):
    """Codes: "not-your-shift", "not-a-colleague", "ends-before-it-starts", "over", "asked", "not-asked", "closed".

    Also "you-are-away".
    """


def ask_swap(
    *,
    rotation: Rotation,
    asked_by: Agent,
    asked_of: Agent,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    note: str = "",
) -> Swap:
    """Ask `asked_of` to be on call in place of `asked_by`; nothing moves before the answer.

    Raises:
        UnableToSwap: if the asker is not on call in all of that time, it is over or ends before it starts, the
            colleague does not work at the desk, or somebody is asked for it already.
    """
    check_stretch(UnableToSwap, starts_at, ends_at, at)
    _check_shift(rotation, asked_by, starts_at, ends_at, at)
    if asked_of.pk == asked_by.pk or not portfolio.colleagues(rotation).filter(pk=asked_of.pk).exists():
        raise UnableToSwap("not-a-colleague")
    swap = Swap(rotation=rotation, asked_by=asked_by, asked_of=asked_of, starts_at=starts_at, ends_at=ends_at)
    swap.note, swap.asked_at = note[:200], at
    try:
        with transaction.atomic():
            swap.save(force_insert=True)
            told(act="swap_asked", change=swap, actor=asked_by, readers=[asked_of], at=at)
    except IntegrityError:
        raise UnableToSwap("asked") from None
    return swap


@transaction.atomic
def answer_swap(*, swap: Swap, agent: Agent, is_agreed: bool, at: datetime) -> None:
    """Agree, which puts `agent` on call by an override, or decline, which changes nothing; the asker is mailed.

    Raises:
        UnableToSwap: if another agent was asked, it is answered, withdrawn or over, the agent is away then, or
            the asker holds the shift no longer.
    """
    if swap.asked_of_id != agent.pk:
        raise UnableToSwap("not-asked")
    if not Swap.objects.open(at).filter(pk=swap.pk).update(answered_at=at, is_agreed=is_agreed):
        raise UnableToSwap("closed")
    if is_agreed:
        if portfolio.is_away(agent, swap.starts_at, swap.ends_at):
            raise UnableToSwap("you-are-away")
        Rotation.objects.select_for_update().get(pk=swap.rotation_id)  # two answers at once wait for each other
        _check_shift(swap.rotation, swap.asked_by, swap.starts_at, swap.ends_at, at)
        made = put(swap.rotation, agent, swap.starts_at, swap.ends_at, reason=swap.note, actor=agent, at=at)
        Swap.objects.filter(pk=swap.pk).update(override=made)
    act = "swap_agreed" if is_agreed else "swap_declined"
    told(act=act, change=swap, actor=agent, readers=[swap.asked_by], at=at)


@transaction.atomic
def withdraw_swap(*, swap: Swap, agent: Agent, at: datetime) -> None:
    """Ask no longer; the colleague is mailed.

    Raises:
        UnableToSwap: if another agent asked, or it is answered, withdrawn or over.
    """
    if swap.asked_by_id != agent.pk:
        raise UnableToSwap("not-asked")
    if not Swap.objects.open(at).filter(pk=swap.pk).update(withdrawn_at=at):
        raise UnableToSwap("closed")
    told(act="swap_withdrawn", change=swap, actor=agent, readers=[swap.asked_of], at=at)


def _check_shift(rotation: Rotation, agent: Agent, starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Refuse a stretch that is not all the agent's own."""
    full = portfolio.in_full(Rotation.objects.filter(pk=rotation.pk), at).get()
    if not portfolio.holds(full, agent, starts_at, ends_at):
        raise UnableToSwap("not-your-shift")
