"""What is owed: hours that customers bought after hours, and in which nobody is on call at the desk that answers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from accounts.models import Organization
from catalog.models import Desk, Region
from catalog.rules import DeskValue, route
from entitlements.coverage import Span, difference, union
from entitlements.portfolio import Sold, after_hours_sold
from oncall import rules
from oncall.models import Debt, DebtEvent, Rotation
from oncall.portfolio.rotas import Tier, as_values, in_full

AHEAD: Final = timedelta(weeks=52)
"""How far ahead it is looked who is on call."""


@dataclass
class Owed:
    """What `organization` bought after hours of a desk, and what of it nobody is on call for.

    Without a desk the region has none that works what it bought.
    """

    organization: Organization
    region: Region
    desk: Desk | None
    sold: list[Span] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def owed(at: datetime, organizations: Collection[int] | None = None) -> list[Owed]:
    """What is owed in the 52 weeks from `at`, of all customers unless they are named; a fixed number of statements."""
    sold = after_hours_sold(at, at + AHEAD, organizations)
    desks = list(Desk.objects.select_related("region").prefetch_related("products").order_by("id"))
    found = _by_desk(sold, desks)
    manned = on_call_spans({each.desk.pk for each in found if each.desk}, at)
    for each in found:
        each.spans = rules.debt(each.sold, manned[each.desk.pk] if each.desk else [])
    return found


def on_call_spans(desks: Collection[int], at: datetime) -> dict[int, list[Span]]:
    """When anybody, first or second, is on call at each of `desks` in the 52 weeks from `at`."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for rotation in in_full(Rotation.objects.filter(desk__in=desks), at):
        held = rules.shifts(as_values(rotation), at, at + AHEAD)
        spans[rotation.desk_id] += [Span(shift.starts_at, shift.ends_at) for shift in held]
    return spans


def _by_desk(sold: Iterable[Sold], desks: Collection[Desk]) -> list[Owed]:
    """A customer's contracts together, by the desks that answer for what they hold."""
    values = [DeskValue(desk.pk, desk.region.code, frozenset(row.pk for row in desk.products.all())) for desk in desks]
    named = {desk.pk: desk for desk in desks}
    found: dict[tuple[int, int, int | None], Owed] = {}
    for each in sold:
        chosen = {route(each.region.code, product, values) for product in each.products or {None}}
        for key in sorted(chosen, key=lambda pk: pk or 0):
            place = each.organization.pk, each.region.pk if key is None else 0, key
            desk = None if key is None else named[key]
            row = found.setdefault(place, Owed(each.organization, each.region, desk))
            row.sold = union(row.sold, each.spans)
    return [row for row in found.values() if row.sold]


def spans_of(debt: Debt) -> list[Span]:
    """What a kept debt holds, as values."""
    return [Span(datetime.fromisoformat(opens), datetime.fromisoformat(closes)) for opens, closes in debt.spans]


@dataclass(frozen=True)
class Hole:
    """A stretch in which nobody is on call at a desk, with the hours that are owed in it, by customer."""

    starts_at: datetime
    ends_at: datetime
    seconds: int
    customers: list[str]


@dataclass(frozen=True)
class DeskHoles:
    """The holes of a desk, the first one first. An override of `rotation` closes them; None when it has none yet."""

    desk: Desk
    rotation: Rotation | None
    holes: list[Hole]


def holes(debts: Iterable[Debt], at: datetime) -> list[DeskHoles]:
    """Where somebody must be put on call so that nothing is owed, by desk."""
    by_desk: dict[Desk, list[Debt]] = defaultdict(list)
    for debt in debts:
        if debt.desk:
            by_desk[debt.desk].append(debt)
    manned = on_call_spans({desk.pk for desk in by_desk}, at)
    first = {each.desk_id: each for each in Rotation.objects.filter(tier=Tier.PRIMARY, desk__in=by_desk)}
    return [
        DeskHoles(desk, first.get(desk.pk), _holes(rows, difference([Span(at, at + AHEAD)], manned[desk.pk])))
        for desk, rows in sorted(by_desk.items(), key=lambda pair: pair[0].name)
    ]


def _holes(debts: Iterable[Debt], unmanned: list[Span]) -> list[Hole]:
    owing = [(str(debt.organization), spans_of(debt)) for debt in debts]
    everything = union(*(spans for _, spans in owing))
    found = []
    for hole, inside in rules.holes(unmanned, everything):
        concerned = [name for name, spans in owing if rules.holes([hole], spans)]
        found.append(Hole(hole.starts_at, hole.ends_at, rules.seconds(inside), sorted(set(concerned))))
    return found


def debt_events(most: int) -> list[DebtEvent]:
    """The last `most` changes that made debt or ended it, the newest one first."""
    return list(DebtEvent.objects.select_related("organization", "desk").order_by("-id")[:most])
