"""The English of a reason. Templates are constants, so that another door can translate the same ones.

A template's parameters are the reason's, with packages and weekdays and the like spelled out by `spelled`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from entitlements.coverage.reasons import CLOSED, THIS_DAY, Code
from entitlements.coverage.values import Parameter, Reason

AUDIENCES: Final = ("customer", "agent")

_CUSTOMER: Final[dict[str, str]] = {
    "business_hours": "%(package)s covers the business hours of %(region)s (%(hours)s in %(place)s); "
    "it is %(weekday)s %(time)s there.",
    "after_hours_subscription": "%(package)s covers %(region)s after hours; it is %(weekday)s %(time)s in %(place)s.",
    "scheduled_window": "%(package)s covers the maintenance window that is booked for this time.",
    "prepaid_incident": "%(package)s covers this emergency; it holds %(units)s.",
    "outside_business_hours": "%(package)s covers the business hours of %(region)s (%(hours)s in %(place)s); "
    "it is %(weekday)s %(time)s there.",
    "public_holiday": "%(package)s does not cover public holidays; %(date)s is one in %(region)s.",
    "outside_business_week": "%(package)s covers the business week of %(region)s, from its first opening to its last "
    "closing; it is %(weekday)s %(time)s in %(place)s.",
    "version_not_supported": "%(package)s does not cover a version that is %(lifecycle)s.",
    "not_licensed": "The contract holds no license of this product.",
    "no_contract": "There is no support contract.",
    "contract_not_active": "The contract is not active.",
    "contract_not_started": "Support starts on %(starts_on)s.",
    "contract_expired": "Support ended on %(ended_on)s.",
    "contract_gap": "Support ended on %(ended_on)s and starts again on %(starts_on)s.",
    "gold_required": "Premier options need Gold support in force; without it they are suspended.",
    "option_not_started": "%(package)s starts on %(starts_on)s.",
    "option_expired": "%(package)s ended on %(ended_on)s.",
    "prepayment_required": "%(package)s takes at least %(units)s, paid before the service; the balance is %(balance)s.",
    "not_an_emergency": "%(package)s is not offered at severity %(severity)s.",
    "window_not_confirmed": "%(package)s covers a confirmed maintenance window; none is booked for this request.",
    "question": "Support tickets are for faults; the knowledge base and the community answer questions.",
}
_AGENT: Final[dict[str, str]] = {
    "not_licensed": "The product is not licensed under the customer's contract.",
    "no_contract": "The customer has no support contract.",
    "contract_not_active": "The customer's contract is not active.",
    "gold_required": "Gold is not in force, so the customer's Premier options are suspended.",
    "question": "A how-to question is not covered; the customer was shown the knowledge base and the community.",
}

TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {f"customer:{code}": template for code, template in _CUSTOMER.items()}
    | {f"agent:{code}": template for code, template in (_CUSTOMER | _AGENT).items()}
)
"""One template for each `audience:code`, with `%(name)s` for a reason's parameters."""

_WITHOUT_GOLD: Final = (
    ("ended_on", "Gold support ended on %(ended_on)s; without it %(package)s is suspended."),
    ("starts_on", "Gold support starts on %(starts_on)s; until then %(package)s is suspended."),
    ("package", "%(package)s needs Gold support, which the contract has not got: it is suspended."),
)
_NO_GOLD: Final = "The contract gives this product no Gold support, and nothing is given without it."

WEEKDAY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mon": "Monday",
        "tue": "Tuesday",
        "wed": "Wednesday",
        "thu": "Thursday",
        "fri": "Friday",
        "sat": "Saturday",
        "sun": "Sunday",
    }
)
WEEKDAY_SHORT: Final[Mapping[str, str]] = MappingProxyType({code: code.title() for code in WEEKDAY_NAMES})
LIFECYCLE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {"supported": "supported", "sunset": "sunset", "eol": "end of life"}
)
ONE_UNIT: Final = "%(count)s time unit"
UNITS: Final = "%(count)s time units"

ON_THIS_DAY: Final = "on this day %(hours)s"
CLOSED_THIS_DAY: Final = "closed on this day"
NO_HOURS: Final = "none"

_DATES: Final = ("_on", "date")
_A_DAY: Final = timedelta(days=1)
_NO_DAY: Final = timedelta()
_SHORT_CODE: Final = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)\b")


def text(
    reason: Reason,
    audience: str = "customer",
    names: Mapping[str, str] | None = None,
    translate: Callable[[str], str] = str,
    day: Callable[[date], str] = date.isoformat,
) -> str:
    """The sentence of a reason for `customer` or `agent`.

    `names` spells package and region codes, `day` a date; `translate` is applied to templates and to the words that are
    spelled.
    """
    template = TEMPLATES.get(f"{audience}:{reason.code}")
    if template is None:
        return str(reason.code)
    if reason.code == Code.GOLD_REQUIRED and "package" in reason.parameters:
        template = _without_gold(reason)
    return translate(template) % _Blank(spelled(reason.parameters, names or {}, translate, day))


def _without_gold(reason: Reason) -> str:
    """What is told of Gold that is not in force: since when or until when, and what is suspended meanwhile (R2)."""
    facts = reason.parameters
    if not facts["package"]:
        return _NO_GOLD
    return next(template for fact, template in _WITHOUT_GOLD if facts.get(fact))


def spelled(
    parameters: Mapping[str, Parameter],
    names: Mapping[str, str],
    translate: Callable[[str], str] = str,
    day: Callable[[date], str] = date.isoformat,
) -> dict[str, str]:
    """A reason's parameters in words. What ended is told by its last day, as contracts are."""
    words = {key: "" if value is None else _plain(key, str(value), day) for key, value in parameters.items()}
    for key, code in words.items():
        if key == "package":
            words[key] = names.get(code, code.replace("-", " ").title())
        elif key == "region":
            words[key] = names.get(code, code)
        elif key in {"weekday", "opens_weekday"}:
            words[key] = translate(WEEKDAY_NAMES[code]) if code else ""
        elif key == "lifecycle":
            words[key] = translate(LIFECYCLE_NAMES[code])
        elif key == "units" and code:
            words[key] = translate(ONE_UNIT if code == "1" else UNITS) % {"count": code}
        elif key == "hours":
            words[key] = _hours(code, translate) if code else translate(NO_HOURS)
    return words


def _plain(key: str, value: str, day: Callable[[date], str]) -> str:
    """A value as it stands, a date as `day` writes it."""
    if not key.endswith(_DATES):
        return value
    return day(date.fromisoformat(value) - (_A_DAY if key == "ended_on" else _NO_DAY))


def _hours(code: str, translate: Callable[[str], str]) -> str:
    """Hours of the week, or of the one day that has others."""
    first, _, rest = code.partition(" ")
    if first != THIS_DAY:
        return _SHORT_CODE.sub(lambda found: translate(WEEKDAY_SHORT[found[0]]), code)
    return translate(CLOSED_THIS_DAY) if rest == CLOSED else translate(ON_THIS_DAY) % {"hours": rest}


class _Blank(dict[str, str]):
    """A parameter that a stored reason lacks reads as nothing, so that old decisions stay readable."""

    def __missing__(self, key: str) -> str:
        return ""
