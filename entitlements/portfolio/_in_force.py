"""The products for which Gold is in force: what opens more than a ticket."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Contact
from common.statements import Statement
from entitlements.models import Entitlement
from entitlements.querysets import GIVING

GOLD = "gold"


def products_in_force(organizations: Collection[int], at: datetime) -> frozenset[int]:
    """The products for which a contract of one of `organizations` holds Gold at `at`; in one statement.

    A line that names no license covers all of its contract. Days are those of the sold-in region (R3).
    """
    return _held(_OF_ORGANIZATIONS.rows(organizations=organizations), at)


def products_in_force_of(person: int, at: datetime) -> frozenset[int]:
    """The same for the organizations that the person with this key is a contact of."""
    return _held(_OF_PERSON.rows(person=person), at)


def _lines(organizations: Collection[int] | QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    lines = Entitlement.objects.filter(
        package__code=GOLD, contract__status__in=GIVING, contract__organization__in=organizations
    )
    return lines.values_list(
        "contract__sold_in__zone",
        "contract__starts_on",
        "contract__ends_on",
        "starts_on",
        "ends_on",
        "terminated_on",
        "covered_licenses__license__product",
        "contract__licenses__product",
    )


_OF_ORGANIZATIONS = Statement(_lines)
_OF_PERSON = Statement(lambda person: _lines(Contact.objects.filter(user=person, left_at=None).values("organization")))


def _held(rows: Sequence[tuple[Any, ...]], at: datetime) -> frozenset[int]:
    day_in = {zone: at.astimezone(zone).date() for zone, *_facts in rows}
    return frozenset(
        named or all_of_it
        for zone, first, last, starts_on, ends_on, terminated_on, named, all_of_it in rows
        if (named or all_of_it) and _hold(day_in[zone], (first, last), (starts_on, terminated_on or ends_on))
    )


def _hold(day: date, *terms: tuple[date, date]) -> bool:
    return all(starts_on <= day < ends_on for starts_on, ends_on in terms)
