"""The rules of what is sold in words, translated where they are shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.services.sheets import CELLS, said
from catalog.rules import Violation
from common import money
from common.refusal import Unable

RULES = {
    **CELLS,
    "ends_before_it_starts": _("%(name)s ends before it starts."),
    "not_whole_years": _(
        "%(name)s is sold in whole 12-month terms: it cannot end on %(ends)s. The nearest whole term ends on %(whole)s."
    ),
    "co_termed_with_nothing": _("%(name)s is co-termed, so it ends on the day a package that it needs ends."),
    "needs_base": _("%(name)s is an add-on to %(base)s. Add %(base)s for the same term to this contract first."),
    "outside_base": _(
        "%(name)s runs from %(starts)s until %(ends)s, but %(base)s runs from %(base_starts)s until %(base_ends)s."
        " An add-on lies within the term of %(base)s: renew %(base)s, or co-term the add-on."
    ),
    "overlap": _(
        "%(name)s already covers one of these licenses from %(starts)s until %(ends)s."
        " One package covers a license once at a time: let this one start on the day that one ends."
    ),
    "outside_contract": _(
        "%(name)s runs from %(starts)s until %(ends)s, outside the contract's term from %(contract_starts)s until"
        " %(contract_ends)s. Choose days within it, or let the contract end later first."
    ),
    "license_not_on_contract": _("%(name)s covers a license that is not on this contract."),
    "sold_in_is_not_additional": _(
        "%(region)s is the sold-in region. Additional regions are those beside it: leave it out."
    ),
    "regions_need_an_option": _(
        "Additional regions (%(regions)s) come with Multi-Regional. Add that option, or leave the regions out."
    ),
    "license_of_another": _("%(license)s is not a license of %(organization)s."),
    "license_sold_elsewhere": _(
        "%(license)s was sold in %(region)s. A contract of %(sold_in)s covers licenses that were sold there."
    ),
    "nothing_to_renew": _("%(number)s has no line that could be renewed."),
    "overlap_now": _("%(name)s was added for one of these licenses a moment ago. Open the contract again."),
    "terminated_outside_term": _("%(name)s runs from %(starts)s until %(ends)s: it ends early on one of these days."),
    "already_renewed": _("%(name)s was renewed already, from %(starts)s. Change or terminate the renewal instead."),
    "already_terminated": _("%(name)s was terminated as of %(on)s. Add a new line instead of renewing it."),
    "not_so_many_units": _("There are %(balance)s time units, not %(units)s."),
    "already_held": _("Time units are held for %(subject)s already."),
    "nothing_held": _("No time units are held for %(subject)s."),
    "may_not_buy": _("Time units are bought by a billing contact or a manager of %(organization)s. Ask one of them."),
    "too_many_units": _("Order 1 to %(most)s time units at once."),
    "no_units_sold": _(
        "%(organization)s has no option in force that is paid by time unit. Ask support to add one to its contract."
    ),
    "order_is_decided": _("This order is closed: %(status)s."),
    "no_cards": _("Time units are not paid by card here. Order them by invoice."),
    "isolated": _(
        "This portal was restored from a backup and is being looked at. Your order is kept: pay it by card once that "
        "is done, or by invoice."
    ),
    "checkout_failed": _("The checkout did not open. Your order is kept: try again later, or pay by invoice."),
    "no_refunds": _("Time units are not refunded: the terms of time units say so."),
    "nothing_used": _("%(subject)s used no time unit, or is not over yet. What is over and used units is refunded."),
    "refunded_already": _("A refund of %(subject)s was proposed or approved already."),
    "refund_needs_reason": _("Say which defect of the product was the cause."),
    "refund_is_decided": _("This refund was decided already."),
    "own_proposal": _("Somebody else approves what you proposed."),
    "may_not_refund": _("A contract administrator decides about refunds."),
    "needs_reason": _("Say why: the reason stands in the history of the contract."),
    "cannot_activate": _("Only a draft is activated; this contract is %(status)s."),
    "cannot_suspend": _("Only an active contract is suspended; this one is %(status)s."),
    "cannot_resume": _("Only a suspended contract is resumed; this one is %(status)s."),
    "cannot_terminate": _("An active or suspended contract is terminated; this one is %(status)s."),
    "cannot_renew": _(
        "An active or expired contract is renewed; this one is %(status)s. Resume a suspended one first; after a"
        " termination enter a new contract."
    ),
    "cannot_co_term": _("Lines of an active contract are co-termed; this one is %(status)s."),
    "cannot_bundle": _("A bundle is added to a draft or an active contract; this one is %(status)s."),
    "renewal_is_over": _(
        "%(name)s would be renewed until %(ends)s, and that is over: today is %(today)s. Renew it for more years, or"
        " add a new line that starts today."
    ),
    "nothing_to_co_term": _("All lines of %(number)s that run today end on one day already."),
    "discount_of_a_bundle": _(
        "%(name)s was sold in the bundle %(bundle)s: its discount is the bundle's, and ends when the bundle is broken."
    ),
    "no_price_in_currency": _("The price list has no price for %(name)s in %(currency)s. Add its lines one by one."),
    "nothing_to_activate": _("This contract has no line yet. Add one first: a contract gives what its lines promise."),
    "contract_terminated_outside_term": _(
        "The contract runs from %(starts)s until %(ends)s: it ends early on one of these days."
    ),
    "suspended_ends_today": _(
        "A suspended contract gives nothing, so it ends today, %(today)s, or earlier. Resume it first to let it run on."
    ),
    "units_are_positive": _("A number of time units is 1 or more."),
    "row_price": _(
        "price: “%(text)s” is no amount. Write it without separators, with at most %(decimals)s decimals in"
        " %(currency)s: 4800."
    ),
    "row_percent": _("discount: “%(text)s” is no percentage. Write a whole number from 0 to 100."),
    "row_currency": _("currency: “%(text)s” is none. Write three capital letters of ISO 4217: USD."),
    "row_status": _("status: “%(text)s” is none. Write draft or active."),
    "row_line_unnamed": _(
        "The line has no reference. Give it one that stays, such as %(number)s-1, in the column line."
    ),
    "row_contradicts": _(
        "%(column)s: “%(text)s” is not what row %(first)s says of the same contract. Let its rows agree."
    ),
    "row_twice": _("The line %(line)s stands in the file twice. Leave one of the rows out."),
    "row_new_contract": _(
        "There is no contract %(number)s yet. Fill organization, sold_in and starts_on to enter it, or correct its"
        " number."
    ),
    "row_begins_active": _(
        "A new contract is draft or active, not %(status)s. Enter it as active; one whose term is over expires by"
        " itself, and all else is done on its page."
    ),
    "row_entered_now": _(
        "%(number)s, or a line of it, was entered a moment ago by somebody else. Import the file again."
    ),
    "row_contract_stays": _(
        "%(column)s of %(number)s stays %(is)s, as it was signed, and is not %(text)s. Empty the cell, or enter another"
        " contract."
    ),
    "row_status_differs": _(
        "The contract is %(status)s, not %(text)s. Empty the cell, or change the status on the contract's page, where"
        " the reason is asked."
    ),
    "row_line_stays": _(
        "%(column)s of the line %(line)s stays as it was sold. Empty the cell; or end the line early and add another"
        " one."
    ),
    "row_line_elsewhere": _("The line %(line)s stands on another contract. Give this one a reference of its own."),
    "row_new_line": _("There is no line %(line)s yet. Fill package and line_starts_on to add it, or correct its name."),
    "row_license_twice": _("The license %(license)s stands in the file twice. Leave one of the rows out."),
    "row_new_license": _(
        "There is no license %(license)s yet. Fill %(columns)s to enter it, or correct its reference."
    ),
    "row_license_stays": _(
        "%(column)s of the license %(license)s stays, because a contract covers it. Empty the cell, or enter another"
        " license."
    ),
    "row_license_now": _("%(license)s was entered a moment ago by somebody else. Import the file again."),
    "row_too_many": _("A contract has at most %(most)s rows in a file. Split it over several files."),
    "row_bundle": _("The new line %(line)s names a bundle. Leave it out, and add the bundle on the contract's page."),
    "row_no_price": _("The price list has no price in %(currency)s for the line %(line)s. Fill the cell price."),
}
EVENTS = {
    "contract_signed": _("Entered as %(status)s, until %(ends_on)s."),
    "contract_changed": _("Changed: %(status)s, until %(ends_on)s."),
    "contract_activated": _("Activated, until %(ends_on)s."),
    "contract_suspended": _("Suspended: %(reason)s"),
    "contract_resumed": _("Resumed: %(reason)s"),
    "contract_expired": _("Expired on %(ends_on)s."),
    "contract_terminated": _("Terminated as of %(ends_on)s: %(reason)s"),
    "contract_renewed": _("Renewed until %(ends_on)s for %(amount)s."),
    "contract_renewed_late": _(
        "Renewed until %(ends_on)s for %(amount)s, %(late_days)s days after it had ended: these days are covered now."
    ),
    "lines_co_termed": _("Lines brought to one end, %(ends_on)s, for %(amount)s."),
    "bundle_added": _("Bundle added: %(bundle)s, %(percent)s percent off, for %(amount)s."),
    "bundle_broken": _("%(bundle)s is not whole any more: %(package)s loses its discount."),
    "bundle_whole": _("%(bundle)s is whole: %(package)s has its discount of %(percent)s percent."),
    "licenses_set": _("Licenses chosen."),
    "license_entered": _("License %(license)s entered."),
    "license_changed": _("License %(license)s changed."),
    "line_added": _("%(package)s added until %(ends_on)s."),
    "line_terminated": _("%(package)s terminated as of %(on)s."),
    "line_licenses_set": _("Licenses of a line chosen."),
    "line_priced": _("A line priced: %(price)s less %(discount_percent)s percent."),
    "units_granted": _("%(units)s time units granted; the balance is %(balance)s."),
    "units_held": _("%(units)s time units held; the balance is %(balance)s."),
    "units_returned": _("%(units)s time units returned; the balance is %(balance)s."),
    "units_ordered": _("%(units)s time units ordered for %(price)s."),
    "units_paid": _("%(units)s time units paid: %(price)s."),
    "units_order_cancelled": _("The order of %(units)s time units for %(price)s was cancelled."),
    "units_expired": _("%(units)s time units expired; the balance is %(balance)s."),
    "units_reversed": _("%(units)s time units taken back (%(why)s); the balance is %(balance)s."),
}


ENVIRONMENTS = {
    "not-a-manager": _("Only a manager of %(name)s may do this. Ask one of its managers, listed on its page."),
    "name-taken": _("An environment is called %(name)s already, be it a retired one. Choose another name."),
    "is-retired": _("%(name)s is retired."),
}


def happened(code: str, data: Mapping[str, Any]) -> str:
    """An event of a sale in words."""
    currency = data.get("currency", "USD")
    price = money.written(data["price_minor"], currency) if "price_minor" in data else ""
    amount = money.written(data["amount_minor"], currency) if "amount_minor" in data else ""
    days = {name: _day(data[name]) for name in ("on", "ends_on") if name in data}
    return str(EVENTS[code]) % {**data, **days, "price": price, "amount": amount}


def _day(text: str) -> str:
    """A stored day in words."""
    return date_format(date.fromisoformat(text), "j F Y")


def rule(violation: Violation) -> str:
    """What is wrong, in words that an administrator can act on."""
    return said(violation, RULES)


def rules_in_words(violations: Iterable[Violation]) -> list[str]:
    """Each violation in words, each once."""
    return list(dict.fromkeys(rule(violation) for violation in violations))


def environment_refusal(unable: Unable) -> str:
    """The sentence that a manager reads when an environment stays as it is."""
    return str(ENVIRONMENTS[unable.code]) % {"name": unable.reasons[0]}
