"""The engine's reasons and changes in words, translated and in the reader's zone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Region
from common.statements import Statement
from entitlements import coverage
from entitlements.models import Package

_CHANGES = {
    "wait": _("Wait until %(at)s."),
    "confirm_emergency": _("Confirm the emergency: it takes %(units)s."),
    "buy_units": _("Buy %(units)s."),
    "book_window": _("Book a maintenance window with %(package)s: it takes %(units)s."),
    "add_package": _("Add %(package)s to the contract."),
    "choose_region": _("Ask from %(region)s: the contract covers it now."),
}


def names() -> dict[str, str]:
    """What packages and regions are called, by code; one statement."""
    return dict(_NAMES.rows())


def _names() -> Any:
    packages = Package.objects.values_list("code", "name")
    return packages.union(Region.objects.values_list("code", "name"), all=True)


_NAMES = Statement(_names)


def sentence(reason: coverage.Reason, *, audience: str, zone: tzinfo, names: Mapping[str, str] | None = None) -> str:
    """A reason for `customer` or `agent`, with the reader's own time where it differs from the region's.

    `names` spells package and region codes: `Assessment.names`, or `names()` for a stored decision.
    """
    parameters = dict(reason.parameters)
    if here := _here(reason, zone):
        parameters["time"] = gettext("%(time)s (%(here)s your time)") % {"time": parameters["time"], "here": here}
    return coverage.text(replace(reason, parameters=parameters), audience, names, gettext, _day)


def change_in_words(change: coverage.Change, *, zone: tzinfo, names: Mapping[str, str] | None = None) -> str:
    """What would make a ticket covered, as something to do."""
    spelled = names or {}
    count = change.units or 0
    return str(_CHANGES[change.change]) % {
        "at": date_format(change.at.astimezone(zone), "l j F, H:i") if change.at else "",
        "units": ngettext("%(count)s time unit", "%(count)s time units", count) % {"count": count},
        "package": spelled.get(change.package or "", change.package or ""),
        "region": spelled.get(change.region or "", change.region or ""),
    }


def _day(on: date) -> str:
    return date_format(on, "j F Y")


def _here(reason: coverage.Reason, zone: tzinfo) -> str:
    """The reader's time at the instant of the reason; nothing where the region's clock reads the same."""
    facts = reason.parameters
    if not (facts.get("date") and facts.get("time") and facts.get("zone")):
        return ""
    there = datetime.fromisoformat(f"{facts['date']}T{facts['time']}").replace(tzinfo=ZoneInfo(str(facts["zone"])))
    here = there.astimezone(zone)
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ""
    return date_format(here, "H:i" if here.date() == there.date() else "l H:i")
