"""An organization's time units as people read them: what is left, what expires when, and a month's statement (R11)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Sum

from accounts.models import Organization
from entitlements import rules
from entitlements.models import Entitlement, LedgerEntry, Package, Refund, UnitAccount, UnitHold, UnitLot
from entitlements.querysets import GIVING
from entitlements.rules import Bucket, Move


@dataclass(frozen=True, slots=True)
class Standing:
    """What an organization has at an instant: to use, held for incidents, and by lot until when."""

    left: int
    held: int
    lots: Sequence[UnitLot]
    holds: Sequence[UnitHold]


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened to the units in [starts_at, ends_at): `opening` + what each line moved = `closing`."""

    starts_at: datetime
    ends_at: datetime
    opening: int
    closing: int
    sums: dict[Move, int]
    entries: Sequence[LedgerEntry]

    @property
    def has_held_moves(self) -> bool:
        """Whether a line moves units that were held, and with them nothing of what is available."""
        return any(not entry.is_of_available for entry in self.entries)


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """What one time unit costs, in minor units of the currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Where what is stored is not what the entries of an account sum to."""

    account: UnitAccount
    what: str
    stored: int
    summed: int


def standing(organization: Organization, at: datetime) -> Standing:
    """What the organization has at `at`, in two statements."""
    lots = UnitLot.objects.usable(at).filter(account__organization=organization).order_by("expires_at", "pk")
    lots = lots.annotate(refunded_for=F("refund__hold__subject"))
    holds = UnitHold.objects.open().filter(account__organization=organization).order_by("opened_at")
    found, running = list(lots), list(holds)
    return Standing(sum(lot.left for lot in found), sum(hold.held for hold in running), found, running)


def refund_of(hold: UnitHold) -> Refund | None:
    """The newest refund that was proposed of what `hold` used; None without one."""
    return Refund.objects.filter(hold=hold).select_related("proposed_by", "decided_by").order_by("-pk").first()


def open_hold(subject: str) -> UnitHold | None:
    """The units that are held for `subject`, such as a ticket's reference; None when none are."""
    return UnitHold.objects.open().filter(subject=subject).first()


def statement(organization: Organization, starts_at: datetime, ends_at: datetime) -> Statement:
    """The statement of [starts_at, ends_at): what was available before, each move, what was available after."""
    entries = LedgerEntry.objects.filter(account__organization=organization)
    within = list(entries.between(starts_at, ends_at).select_related("actor"))
    opening = _available(entries.filter(at__lt=starts_at).values_list("kind").annotate(units=Sum("units")))
    moved = [(entry.kind, entry.units) for entry in within]
    sums = {move: sum(units for kind, units in moved if kind == move) for move in Move}
    return Statement(starts_at, ends_at, opening, opening + _available(moved), sums, within)


def expiring(organization: Organization, starts_at: datetime, ends_at: datetime) -> int:
    """The available units that expire in [starts_at, ends_at)."""
    lots = UnitLot.objects.usable(starts_at).filter(account__organization=organization, expires_at__lt=ends_at)
    return int(lots.aggregate(units=Sum("left"))["units"] or 0)


def unit_price(organization: Organization, at: datetime) -> UnitPrice | None:
    """What a unit costs the organization at `at`: the most that one of its options paid by the unit asks.

    Units serve every such option alike, so they have one price. None where none is in force on that day of the
    sold-in region (R3).
    """
    sold = Entitlement.objects.filter(
        contract__organization=organization,
        contract__status__in=GIVING,
        package__sold_as=Package.SoldAs.UNITS,
    ).select_related("package", "contract__sold_in")
    running = [line for line in sold if line.holds_on(at.astimezone(line.contract.sold_in.zone).date())]
    prices = [UnitPrice(line.package.price_minor, line.package.currency) for line in running]
    return max(prices, key=lambda price: price.minor, default=None)


def discrepancies() -> list[Discrepancy]:
    """Prove every account: entries, balance, lots and holds must say the same (I4). An empty list is the proof."""
    return [wrong for account in UnitAccount.objects.order_by("pk") for wrong in _prove(account)]


def _prove(account: UnitAccount) -> list[Discrepancy]:
    moves = account.entries.values_list("kind").annotate(units=Sum("units"))
    summed = rules.balances((Move(kind), units) for kind, units in moves)
    lots = account.lots.aggregate(units=Sum("left"))["units"] or 0
    holds = account.holds.aggregate(held=Sum("held"), used=Sum("used"))
    refunded = sum(units for kind, units in moves if kind == Move.REFUNDED)
    compared = (
        ("balance", account.balance, summed[Bucket.AVAILABLE]),
        ("lots", lots, summed[Bucket.AVAILABLE]),
        ("held", account.held, summed[Bucket.HELD]),
        ("holds", holds["held"] or 0, summed[Bucket.HELD]),
        ("used", (holds["used"] or 0) - refunded, summed[Bucket.CONSUMED]),
    )
    return [Discrepancy(account, what, stored, units) for what, stored, units in compared if stored != units]


def _available(moves: Iterable[tuple[str, int]]) -> int:
    return rules.balances((Move(kind), units) for kind, units in moves)[Bucket.AVAILABLE]
