"""What a contract costs, when it ends and when that is announced next: what its pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import Organization
from entitlements import rules
from entitlements.models import Contract, EndNotice, Entitlement, Package
from entitlements.portfolio._lines import Line, lines_of

AHEAD = 90
"""Days in which an end is near."""


def amount_minor(entitlement: Entitlement) -> int:
    """What the term of a line costs, in minor units of the contract's currency: prorated, less its discount.

    An option that is paid by time unit costs nothing by itself, nor does a line that never began. One that ended early
    costs what was sold: money that goes back for it is agreed upon elsewhere.
    """
    never_began = entitlement.terminated_on == entitlement.starts_on
    if never_began or entitlement.package.sold_as == Package.SoldAs.UNITS:
        return 0
    price = rules.prorated(entitlement.price_minor, entitlement.starts_on, entitlement.ends_on)
    return rules.discounted(price, entitlement.discount_percent)


@dataclass(frozen=True, slots=True)
class Card:
    """A contract as its page shows it; lines with what their term costs.

    `ends_on` is the next day on which something ends that nothing continues, `days` how far away it is; both None where
    nothing does. `announced_at` is when that is announced next.
    """

    contract: Contract
    lines: Sequence[tuple[Line, int]]
    ends_on: date | None
    days: int | None
    announced_at: datetime | None

    @property
    def last_day(self) -> date | None:
        """The last day before the next end."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None

    @property
    def is_near(self) -> bool:
        """Whether it ends soon enough to be renewed now."""
        return self.days is not None and self.days <= AHEAD

    @property
    def is_over(self) -> bool:
        """Whether its last day is over, marked or not."""
        return self.ends_on is None and self.contract.status in {"active", "expired"}


def cards(organization: Organization, at: datetime) -> list[Card]:
    """The contracts of an organization at `at`, drafts left out, the newest first; in eight statements."""
    rows = (
        Contract.objects.filter(organization=organization)
        .exclude(status=Contract.Status.DRAFT)
        .select_related("sold_in")
        .prefetch_related(
            "entitlements__package__needs", "entitlements__continued_by", "entitlements__bundle", "licenses__product"
        )
        .order_by("-starts_on", "number")
    )
    contracts = list(rows.prefetch_related("additional_regions", "end_notices"))
    return [_card(contract, at) for contract in contracts]


def _card(contract: Contract, at: datetime) -> Card:
    today = at.astimezone(contract.sold_in.tz).date()
    ends_on = min((line.ends_on for line in contract.entitlements.all() if _ends(line, today)), default=None)
    dues = [notice.due_at for notice in contract.end_notices.all() if _is_next(notice, ends_on, at)]
    lines = [(line, amount_minor(line.entitlement)) for line in lines_of(contract, at)]
    days = (ends_on - today).days if ends_on else None
    return Card(contract, lines, ends_on, days, min(dues, default=None))


def _ends(line: Entitlement, today: date) -> bool:
    renewal = getattr(line, "continued_by", None)
    is_continued = renewal is not None and renewal.terminated_on != renewal.starts_on
    return line.terminated_on is None and not is_continued and line.ends_on > today


def _is_next(notice: EndNotice, ends_on: date | None, at: datetime) -> bool:
    """Whether it is still to come: one that is due is on its way with the next sweep."""
    is_armed = notice.sent_at is None and notice.withdrawn_at is None
    return is_armed and notice.ends_on == ends_on and notice.due_at > at


@dataclass(frozen=True, slots=True)
class End:
    """Lines of a contract that end on one day, and what has been said of it."""

    contract: Contract
    ends_on: date
    days: int
    lines: Sequence[Entitlement]
    told: Sequence[EndNotice]
    announced_at: datetime | None

    @property
    def last_day(self) -> date:
        """The last day before it."""
        return self.ends_on - timedelta(days=1)

    @property
    def amount_minor(self) -> int:
        """What 12 more months of these lines cost."""
        sold = [line for line in self.lines if line.package.sold_as == Package.SoldAs.TERM]
        return sum(rules.discounted(line.price_minor, line.discount_percent) for line in sold)


def ends(at: datetime, *, ahead: int = AHEAD) -> list[End]:
    """What ends within `ahead` days of `at` and nothing continues, the soonest first; in three statements.

    Of active and suspended contracts, each in the days of its sold-in region.
    """
    latest = (at + timedelta(days=ahead + 2)).date()
    rows = Entitlement.objects.ending().filter(
        contract__status__in=("active", "suspended"), ends_on__lte=latest, ends_on__gte=at.date()
    )
    parts = ("package", "contract__sold_in", "contract__organization__account_owner")
    listed = rows.select_related(*parts).prefetch_related("contract__end_notices")
    found: dict[tuple[date, int], list[Entitlement]] = {}
    for row in listed.order_by("package__position", "pk"):
        found.setdefault((row.ends_on, row.contract_id), []).append(row)
    made = [_end(found[key], at) for key in sorted(found)]
    return [end for end in made if 0 < end.days <= ahead]


def _end(lines: Sequence[Entitlement], at: datetime) -> End:
    contract, ends_on = lines[0].contract, lines[0].ends_on
    today = at.astimezone(contract.sold_in.tz).date()
    notices = [notice for notice in contract.end_notices.all() if notice.ends_on == ends_on]
    told = sorted((notice for notice in notices if notice.sent_at), key=lambda notice: -notice.days)
    dues = [notice.due_at for notice in notices if _is_next(notice, ends_on, at)]
    return End(contract, ends_on, (ends_on - today).days, lines, told, min(dues, default=None))
