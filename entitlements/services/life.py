"""The life of a contract: each act changes its status in one transaction, with its reason in the history."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.models import User
from catalog.rules import Violation
from common.sweeping import DoEach, plainly
from entitlements import rules
from entitlements.models import Contract, CoveredLicense
from entitlements.services.refusals import refuse
from entitlements.services.rows import count_places, lock, record

MOST = 200
"""Contracts, or announcements, that one sweep looks at."""


def allowed(contract: Contract) -> list[str]:
    """The acts that the contract's status allows, by name."""
    return [name for name, act in rules.ACTS.items() if contract.status in act.sources]


@transaction.atomic
def activate_contract(*, contract: Contract, actor: User | None, at: datetime) -> None:
    """Let a draft be signed: it gives from now on, on the days of its lines.

    Raises:
        UnableToSell: if it is no draft, or has no line.
    """
    locked = _allowing(contract, "activate")
    refuse([] if locked.entitlements.exists() else [Violation("nothing_to_activate", {})])
    _enter(locked, "activate", "contract_activated", "", actor, at)


@transaction.atomic
def suspend_contract(*, contract: Contract, reason: str, actor: User | None, at: datetime) -> None:
    """Let the contract give nothing from `at` on until it is resumed; its term runs on.

    Raises:
        UnableToSell: if it is not active, or there is no reason.
    """
    _enter(_allowing(contract, "suspend", reason), "suspend", "contract_suspended", reason, actor, at)


@transaction.atomic
def resume_contract(*, contract: Contract, reason: str, actor: User | None, at: datetime) -> None:
    """Let a suspended contract give again from `at` on.

    Raises:
        UnableToSell: if it is not suspended, or there is no reason.
    """
    _enter(_allowing(contract, "resume", reason), "resume", "contract_resumed", reason, actor, at)


@transaction.atomic
def terminate_contract(*, contract: Contract, on: date, reason: str, actor: User | None, at: datetime) -> None:
    """End the contract with all its lines at the start of the local day `on` of the sold-in region.

    A day to come leaves it in force until then, also for its partners. Lines that begin later never begin.

    Raises:
        UnableToSell: if its status or the day forbid it, or there is no reason.
    """
    locked = lock(contract)
    refuse(_termination_refused(locked, on=on, reason=reason, at=at))
    lines = locked.entitlements.filter(ends_on__gt=on)
    begun = lines.filter(starts_on__lte=on).exclude(terminated_on__lt=on)
    ahead = lines.filter(starts_on__gt=on)
    CoveredLicense.objects.filter(entitlement__in=ahead).update(ends_on=F("starts_on"))
    CoveredLicense.objects.filter(entitlement__in=begun).update(ends_on=on)
    ahead.update(terminated_on=F("starts_on"))
    begun.update(terminated_on=on)
    locked.terminated_on = on
    locked.over_at = at if on <= at.astimezone(locked.sold_in.tz).date() else None
    _enter(locked, "terminate", "contract_terminated", reason, actor, at)


def _termination_refused(contract: Contract, *, on: date, reason: str, at: datetime) -> Sequence[Violation]:
    """Why the contract cannot end on the day `on`; nothing when it can."""
    today = at.astimezone(contract.sold_in.tz).date()
    found = rules.act_violations("terminate", status=contract.status, reason=reason)
    return found or termination_day_refused(contract, on=on, today=today)


def termination_day_refused(contract: Contract, *, on: date, today: date) -> Sequence[Violation]:
    """Why the contract cannot end on the day `on`; `today` is that of its sold-in region."""
    return rules.termination_day_violations(
        status=contract.status, starts_on=contract.starts_on, ends_on=contract.ends_on, on=on, today=today
    )


def expire_contracts(at: datetime, *, each: DoEach = plainly) -> int:
    """Mark each contract as over whose last day is over in its sold-in region; how many there were.

    One that was terminated as of a day to come stays so called; any other one is expired. What they give ended with
    that day, marked or not.
    """
    over = Contract.objects.over_by((at + timedelta(days=1)).date()).select_related("sold_in").order_by("ends_on", "pk")
    return sum(each(over, partial(_expire, at=at), kind="contract", about=about_contract, at=at, limit=MOST))


def about_contract(contract: Contract) -> tuple[str, str]:
    """How a contract is named to whoever looks after the sweeps, and where it stands."""
    return contract.number, reverse("admin:entitlements_contract_change", args=[contract.pk])


@transaction.atomic
def _expire(contract: Contract, at: datetime) -> bool:
    if contract.last_day >= at.astimezone(contract.sold_in.tz).date():
        return False
    locked = lock(contract)
    if locked.last_day != contract.last_day or not locked.is_current:
        return False
    if locked.status == Contract.Status.TERMINATED:
        locked.over_at = at
        locked.save(update_fields=["over_at"])
        count_places(locked.organization_id)
    else:
        _enter(locked, "expire", "contract_expired", "", None, at)
    return True


def _allowing(contract: Contract, act: str, reason: str = "") -> Contract:
    """The contract, locked, if its status and the reason allow the act.

    Raises:
        UnableToSell: if they do not.
    """
    locked = lock(contract)
    refuse(rules.act_violations(act, status=locked.status, reason=reason))
    return locked


def _enter(contract: Contract, act: str, code: str, reason: str, actor: User | None, at: datetime) -> None:
    """Write the status that the act leads to, with its event."""
    contract.status = rules.ACTS[act].target
    contract.save(update_fields=["status", "terminated_on", "over_at"])
    ends_on = contract.terminated_on or contract.ends_on
    data = {"status": contract.status, "ends_on": ends_on.isoformat(), "reason": reason.strip()}
    record(contract, code, data, actor, at)
