"""The life of a contract: which act leads from which status to which, and when its ends are announced."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from catalog.rules import Violation


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to a contract: from which statuses it may, which one it leads to, and whether it needs a reason."""

    name: str
    sources: frozenset[str]
    target: str
    needs_reason: bool = True


_ALL = (
    Act("activate", frozenset({"draft"}), "active", needs_reason=False),
    Act("suspend", frozenset({"active"}), "suspended"),
    Act("resume", frozenset({"suspended"}), "active"),
    Act("terminate", frozenset({"active", "suspended"}), "terminated"),
    Act("expire", frozenset({"active", "suspended"}), "expired", needs_reason=False),
    Act("renew", frozenset({"active", "expired"}), "active", needs_reason=False),
    Act("co_term", frozenset({"active"}), "active", needs_reason=False),
    Act("bundle", frozenset({"draft", "active"}), "", needs_reason=False),
)
ACTS: Mapping[str, Act] = MappingProxyType({act.name: act for act in _ALL})
"""Every act by its name. One without a target leaves the status as it is."""

ANNOUNCED = (90, 60, 30, 7)
"""Days before an end at which it is announced."""
_MORNING = time(9)
"""The wall time, in the sold-in region, at which an end is announced."""


def act_violations(name: str, *, status: str, reason: str = "") -> list[Violation]:
    """Why a contract with that status cannot be acted on so: the status forbids it, or the reason is missing."""
    act = ACTS[name]
    if status not in act.sources:
        return [Violation(f"cannot_{name}", {"status": status})]
    return [Violation("needs_reason", {})] if act.needs_reason and not reason.strip() else []


def termination_day_violations(
    *, status: str, starts_on: date, ends_on: date, on: date, today: date
) -> list[Violation]:
    """Why a contract cannot end early on the day `on`: outside its term, or suspended until a day to come."""
    if not starts_on <= on <= ends_on:
        return [Violation("contract_terminated_outside_term", {"starts": starts_on, "ends": ends_on})]
    if status == "suspended" and on > today:
        return [Violation("suspended_ends_today", {"today": today})]
    return []


@dataclass(frozen=True, slots=True, order=True)
class Announcement:
    """That something ends on the day `ends_on` is to be said at `due_at`, `days` before."""

    ends_on: date
    days: int
    due_at: datetime


def announcements(ends: Iterable[date], zone: tzinfo, at: datetime) -> set[Announcement]:
    """What has to be said of these ends from `at` on: each of 90, 60, 30 and 7 days before, at nine in the morning.

    Of those whose time is over by `at` only the last counts, so that a late contract is announced once and not four
    times; an end that is over is announced no more.
    """
    found: set[Announcement] = set()
    for end in set(ends):
        dues = [Announcement(end, days, _announced_at(end, days, zone)) for days in ANNOUNCED]
        over = [due for due in dues if due.due_at <= at]
        is_ahead = at < datetime.combine(end, time.min, zone).astimezone(UTC)
        found.update(due for due in dues if due.due_at > at)
        found.update(over[-1:] if is_ahead else ())
    return found


def _announced_at(end: date, days: int, zone: tzinfo) -> datetime:
    return datetime.combine(end - timedelta(days=days), _MORNING, zone).astimezone(UTC)
