"""What would make a ticket covered: now, or in the end."""

from dataclasses import dataclass
from datetime import tzinfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from entitlements import portfolio
from entitlements.coverage import Change, Decision, Mode, Outcome, Window
from tickets.wording._spelling import Spelling

CONFIRM = "confirm_emergency"
"""A change that is made on the form itself, not among the ways."""
BUYS = frozenset({"add_package", "buy_units"})
"""Changes that begin on the coverage page."""
_REMEDIES: dict[str, tuple[Promise, str]] = {
    "no_contract": (_("Join your organization: its contract covers your tickets from then on."), "people:join"),
    "contract_not_active": (_("See what keeps the contract from being active."), "coverage"),
    "contract_expired": (_("Renew the contract: it is worked from the first day of the new term."), "coverage"),
    "contract_gap": (_("Renew the contract from today: it is worked from then on."), "coverage"),
    "gold_required": (_("Renew Gold support: the options of the contract need it."), "coverage"),
    "option_expired": (_("Renew the option: it is worked from the first day of the new term."), "coverage"),
    "not_licensed": (_("Put a license of the product on the contract."), "coverage"),
}
"""What would cover a ticket in the end, and on which page that begins, by the reason that decided."""


@dataclass(frozen=True)
class Way:
    """One change that would make the ticket covered now; `url` is where it begins, if it begins on a page."""

    label: str
    price: str = ""
    url: str = ""


@dataclass(frozen=True)
class Emergency:
    """The terms on which an emergency is worked now: at least so many units at that price, of that balance."""

    units: int
    unit_price: str
    balance: int
    is_confirmed: bool


def units(count: int) -> str:
    """A number of time units in words."""
    return ngettext("%(count)d time unit", "%(count)d time units", count) % {"count": count}


def ways(decision: Decision, *, spelling: Spelling, zone: tzinfo) -> list[Way]:
    """The changes that would make it covered now; where none would, those that would in the end (R16)."""
    changes = [change for change in decision.would_cover if change.change != CONFIRM]
    return [_way(change, spelling, zone) for change in changes] or _remedies(decision, spelling)


def emergency(made: portfolio.Assessment, spelling: Spelling) -> Emergency | None:
    """What the confirmation of an emergency says: units, price and balance; None where none is offered (R10)."""
    is_confirmed = made.decision.mode is Mode.EMERGENCY
    asked = [change.units or 1 for change in made.decision.would_cover if change.change == CONFIRM]
    if not asked and not is_confirmed:
        return None
    units = made.decision.units_held or asked[0]
    codes = [code for code, package in made.portfolio.packages.items() if package.window is Window.UNCOVERED]
    unit_price = next((spelling.prices[code] for code in codes if code in spelling.prices), "")
    return Emergency(units=units, unit_price=unit_price, balance=made.portfolio.units, is_confirmed=is_confirmed)


def _remedies(decision: Decision, spelling: Spelling) -> list[Way]:
    """What would cover it later where no change covers it now, by the reason that decided (R16)."""
    if decision.outcome is not Outcome.NOT_COVERED or not decision.reasons:
        return []
    reason = decision.reasons[-1]
    if reason.code == "version_not_supported":
        codes = spelling.covering.get(str(reason.parameters.get("lifecycle")), ())
        return [_addition(code, spelling) for code in codes]
    if reason.code not in _REMEDIES:
        return []
    label, page = _REMEDIES[reason.code]
    return [Way(str(label), url=reverse(page))]


def _addition(code: str, spelling: Spelling) -> Way:
    label = gettext("Add %(package)s to the contract: it is worked from the next opening.")
    return Way(label % {"package": spelling.names[code]}, spelling.prices.get(code, ""), reverse("coverage"))


def _way(change: Change, spelling: Spelling, zone: tzinfo) -> Way:
    label = portfolio.change_in_words(change, zone=zone, names=spelling.names)
    cost = spelling.prices.get(change.package or "", "") if change.change == "add_package" else ""
    return Way(label, cost, reverse("coverage") if change.change in BUYS else "")
