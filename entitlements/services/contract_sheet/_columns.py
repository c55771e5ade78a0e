"""The columns of the sheet of contracts. An empty cell leaves what is there as it is."""

from django.utils.translation import gettext_lazy as _

TITLE = _("Contracts with their lines")
OF_CONTRACT = {
    "contract": _("its number"),
    "organization": _("the key of its organization: ABC"),
    "sold_in": _("the code of the region in which it was sold: AMER"),
    "starts_on": _("its first day: 2026-01-05"),
    "ends_on": _("the day after its last; a new one without it runs for 12 months"),
    "currency": _("three letters; a new one without it is in USD"),
    "status": _("draft or active; a draft becomes active, all else is done on the contract's page"),
    "contact_limit": _("how many contacts may file; a new one without it lets as many as there are"),
    "licenses": _("references of the licenses it covers: L-1; L-2"),
    "additional_regions": _("codes, beside the sold-in region: EMEA; APAC"),
    "partners": _("keys of organizations that file for it: PRT"),
}
OF_LINE = {
    "line": _("a reference that stays: C-1001-1"),
    "package": _("the code of its package: gold"),
    "line_starts_on": _("its first day"),
    "line_ends_on": _("the day after its last; a new one without it runs for 12 months"),
    "co_termed": _("yes, if it ends with what it needs"),
    "line_terminated_on": _("the day on which it ends early"),
    "price": _("of 12 months, or of one time unit: 4800.50; a new one without it costs what the price list says"),
    "discount": _("in percent"),
    "covers": _("references of the licenses it covers; a new one without them covers all of its contract"),
    "bundle": _("the bundle it came out of, as it is; a bundle is added on the contract's page"),
}
COLUMNS = {**OF_CONTRACT, **OF_LINE}
REQUIRED = frozenset({"contract", "line"})
