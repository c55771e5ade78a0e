"""The fields of a `decide` line as the engine's values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from entitlements.coverage.calendar import Calendar
from entitlements.coverage.door.calendars import read_calendar
from entitlements.coverage.door.fields import Field
from entitlements.coverage.packages import DEFAULT_PACKAGES
from entitlements.coverage.values import (
    Contract,
    Entitlement,
    Kind,
    Lifecycle,
    Package,
    Portfolio,
    Request,
    Span,
    Where,
    Window,
)

_LAST_SEVERITY = 4
_RETIRED = frozenset({Lifecycle.SUNSET, Lifecycle.EOL})


def read_question(line: Field) -> tuple[Request, Portfolio, Mapping[str, Calendar]]:
    """What `decide` takes."""
    calendars = {code: read_calendar(region) for code, region in line.get("regions").entries()}
    packages = _packages(line.maybe("packages"))
    contract, units = line.get("contract"), line.maybe("units")
    portfolio = Portfolio(
        contract=None if contract.value is None else _contract(contract),
        entitlements=tuple(_entitlement(found, packages) for found in line.get("entitlements").items()),
        packages=packages,
        units=0 if units is None else units.whole(0),
    )
    return _request(line), portfolio, calendars


def _request(line: Field) -> Request:
    found = line.get("request")
    region, window = found.present("contact_region"), found.present("window")
    confirmed, channel = found.maybe("emergency_confirmed"), found.present("channel")
    if channel is not None:
        channel.text()
    return Request(
        at=line.get("at").instant(),
        contact_region=None if region is None else region.text(),
        lifecycle=found.get("lifecycle").choice(Lifecycle),
        licensed=found.get("licensed").boolean(),
        kind=found.get("kind").choice(Kind),
        severity=found.get("severity").whole(1, _LAST_SEVERITY),
        window=None if window is None else _window(window),
        emergency_confirmed=False if confirmed is None else confirmed.boolean(),
    )


def _window(found: Field) -> Span:
    """Two instants in a list, or under `from` and `to`, or under `starts_at` and `ends_at`."""
    if isinstance(found.value, dict):
        first, last = ("starts_at", "ends_at") if "starts_at" in found.value else ("from", "to")
        found = Field(found.path, [found.get(first).text(), found.get(last).text()])
    return found.span()


def _contract(found: Field) -> Contract:
    regions = found.maybe("regions")
    return Contract(
        sold_in=found.get("sold_in").text(),
        starts_on=found.get("starts_on").day(),
        ends_on=_end(found),
        regions=frozenset() if regions is None else frozenset(region.text() for region in regions.items()),
        is_active=found.get("status").text() == "active",
    )


def _entitlement(found: Field, packages: Mapping[str, Package]) -> Entitlement:
    package = found.get("package")
    if package.text() not in packages:
        raise package.bad(f"must be one of {', '.join(packages)}")
    return Entitlement(package.text(), found.get("starts_on").day(), _end(found))


def _end(found: Field) -> date | None:
    end = found.get("ends_on")
    return None if end.value is None else end.day()


def _packages(found: Field | None) -> Mapping[str, Package]:
    packages = dict(DEFAULT_PACKAGES)
    if found is not None:
        for code, fields in found.entries():
            known = packages.get(code)
            packages[code] = _package(fields, known or Package(code, fields.get("window").choice(Window)))
    return packages


def _package(found: Field, package: Package) -> Package:
    """The package with what the object says otherwise; a key that is not there keeps its value."""
    window, where = found.maybe("window"), found.maybe("where")
    package = replace(
        package,
        window=package.window if window is None else window.choice(Window),
        where=package.where if where is None else where.choice(Where),
    )
    return _with_limits(found, _with_sets(found, package))


def _with_sets(found: Field, package: Package) -> Package:
    lifecycles, needs, retired = found.maybe("lifecycles"), found.maybe("needs"), found.maybe("covers_sunset_versions")
    if lifecycles is not None:
        package = replace(package, lifecycles=frozenset(member.choice(Lifecycle) for member in lifecycles.items()))
    if retired is not None and retired.boolean():
        package = replace(package, lifecycles=package.lifecycles | _RETIRED)
    if needs is not None:
        package = replace(package, needs=frozenset(member.text() for member in needs.items()))
    return package


def _with_limits(found: Field, package: Package) -> Package:
    pages, eligible = found.maybe("pages_at_severity"), found.maybe("eligible_severities")
    units = found.maybe("minimum_units")
    return replace(
        package,
        covers_holidays=_flag(found.maybe("covers_holidays"), usual=package.covers_holidays),
        covers_questions=_flag(found.maybe("covers_questions"), usual=package.covers_questions),
        offered_to_subscribers=_flag(found.maybe("offered_to_subscribers"), usual=package.offered_to_subscribers),
        pages_at_severity=package.pages_at_severity if pages is None else _severities(pages),
        eligible_severities=package.eligible_severities if eligible is None else _severities(eligible),
        minimum_units=package.minimum_units if units is None else units.whole(0),
    )


def _flag(found: Field | None, *, usual: bool) -> bool:
    return usual if found is None else found.boolean()


def _severities(found: Field) -> frozenset[int]:
    return frozenset(member.whole(1, _LAST_SEVERITY) for member in found.items())
