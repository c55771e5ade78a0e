"""A contract as its customer keeps it on paper: every value as text, in the reader's language."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.models import BusinessHours, Region
from catalog.rules import clock
from common import money
from entitlements.models import Contract, Entitlement, Package
from entitlements.portfolio._ends import amount_minor
from entitlements.portfolio._lines import Line, lines_of
from entitlements.portfolio._units import standing

DASH, TIMES = "\u2013", "\u00d7"


def on_paper(contract: Contract, at: datetime) -> dict[str, Any]:
    """What the page says, as `templates/entitlements/pdf/statement.typ` takes it; in about twelve statements."""
    lines = lines_of(contract, at)
    total = sum(amount_minor(line.entitlement) for line in lines)
    regions = [contract.sold_in, *sorted(contract.additional_regions.all(), key=lambda region: region.name)]
    owner = contract.organization.account_owner
    return {
        "vendor": settings.VENDOR_NAME,
        "number": contract.number,
        "organization": contract.organization.name,
        "status": str(contract.get_status_display()),
        "term": _term(contract.starts_on, contract.last_day),
        "sold_in": f"{contract.sold_in.name} ({contract.sold_in.zone})",
        "licenses": ", ".join(f"{row.quantity} {TIMES} {row.product.name}" for row in contract.licenses.all()),
        "partners": ", ".join(sorted(row.name for row in contract.partners.all())),
        "owner": f"{owner.name}, {owner.email}" if owner else "",
        "contacts": _places(contract),
        "packages": _packages(lines),
        "lines": [_line(line, contract.currency) for line in lines],
        "total": money.written(total, contract.currency),
        "regions": _regions(regions),
        "units": _units(contract, at),
        "words": _words(contract, at),
    }


def _words(contract: Contract, at: datetime) -> dict[str, str]:
    as_of = date_format(at.astimezone(contract.sold_in.tz), "j F Y")
    return {
        "title": _("Contract"),
        "organization": _("Customer"),
        "status": _("Status"),
        "term": _("Term"),
        "sold_in": _("Sold in"),
        "licenses": _("Licenses"),
        "partners": _("Partners"),
        "owner": _("Account owner"),
        "contacts": _("Named contacts"),
        "lines": _("What was sold"),
        "gives": _("What each gives"),
        "package": _("Package"),
        "state": _("State"),
        "amount": _("Amount"),
        "total": _("Together, without time units"),
        "hours": _("Business hours"),
        "units": _("Time units"),
        "note": _(
            "Days begin and end at midnight in the region where the contract was sold. Public holidays are closed."
        ),
        "as_of": _("As of %(day)s") % {"day": as_of},
    }


def _line(line: Line, currency: str) -> dict[str, str]:
    row = line.entitlement
    is_term = row.package.sold_as == row.package.SoldAs.TERM
    return {
        "package": row.package.name,
        "term": _term(row.starts_on, line.last_day),
        "state": _state(line),
        "amount": money.written(amount_minor(row), currency) if is_term else _by_unit(row, currency),
        "discount": ", ".join(_besides(line)),
    }


def _besides(line: Line) -> Iterator[str]:
    """What stands beside an amount: the discount, and the term that it is for where the line ended early."""
    if line.entitlement.discount_percent:
        yield _("%(percent)s %% off") % {"percent": line.entitlement.discount_percent}
    if line.sold_until and line.entitlement.package.sold_as == Package.SoldAs.TERM:
        yield _("sold until %(day)s") % {"day": date_format(line.sold_until, "j M Y")}


def _packages(lines: Iterable[Line]) -> list[dict[str, str]]:
    """What each package gives, once however many lines have it; one without a summary says when it covers."""
    rows = {line.entitlement.package.pk: line.entitlement.package for line in lines}
    return [{"name": row.name, "gives": row.summary or str(row.get_window_display())} for row in rows.values()]


def _by_unit(row: Entitlement, currency: str) -> str:
    return _("%(price)s a time unit") % {"price": money.written(row.price_minor, currency)}


def _state(line: Line) -> str:
    return {
        "in_force": _("in force"),
        "ahead": _("not started"),
        "ended": _("ended"),
        "suspended": _("suspended: Gold is not in force"),
        "paused": _("suspended: the contract is"),
    }[line.state]


def _places(contract: Contract) -> str:
    """How many contacts may file under it."""
    return str(contract.contact_limit) if contract.contact_limit else _("as many as there are")


def _term(starts_on: date, last_day: date) -> str:
    if last_day < starts_on:
        return _("never began")
    return f"{date_format(starts_on, 'j M Y')} {DASH} {date_format(last_day, 'j M Y')}"


def _regions(regions: Iterable[Region]) -> list[dict[str, str]]:
    listed = list(regions)
    rows = BusinessHours.objects.filter(region__in=listed).order_by("region", "weekday", "opens_minute")
    hours: dict[int, list[BusinessHours]] = {
        key: list(group) for key, group in groupby(rows, key=lambda row: row.region_id)
    }
    return [
        {
            "name": region.city,
            "phone": region.phone.as_international if region.phone else "",
            "hours": f"{_week(hours.get(region.pk, []))} ({region.zone})",
        }
        for region in listed
    ]


def _week(rows: Iterable[BusinessHours]) -> str:
    """The hours of a week, days with the same ones together: "Mon-Fri 06:00-17:00"."""
    days: dict[int, str] = {}
    for row in rows:
        span = f"{clock(row.opens_minute)}{DASH}{clock(row.closes_minute)}"
        days[row.weekday] = f"{days[row.weekday]}, {span}" if row.weekday in days else span
    runs: list[tuple[int, int, str]] = []
    for day, spans in sorted(days.items()):
        if runs and runs[-1][1:] == (day - 1, spans):
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    named = [
        f"{_day(first)}{DASH}{_day(last)} {s}" if first < last else f"{_day(first)} {s}" for first, last, s in runs
    ]
    return "; ".join(named) or _("none")


def _day(weekday: int) -> str:
    """The short name of a day; 1 January 2024 was a Monday."""
    return date_format(date(2024, 1, 1) + timedelta(days=weekday), "D")


def _units(contract: Contract, at: datetime) -> str:
    stands = standing(contract.organization, at)
    left = _("%(count)s left") % {"count": stands.left}
    held = _("%(count)s held for incidents") % {"count": stands.held}
    lots = [lot for lot in stands.lots if lot.expires_at]
    first = _("the first expire on %(day)s") % {"day": _local(lots[0].expires_at, contract)} if lots else ""
    return "; ".join(filter(None, [left, held, first])) + "."


def _local(at: datetime | None, contract: Contract) -> str:
    return date_format(at.astimezone(contract.sold_in.tz), "j F Y") if at else ""
