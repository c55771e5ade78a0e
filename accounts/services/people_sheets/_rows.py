"""The rows of one organization: they are looked at together, and each stands for itself."""

from collections.abc import Sequence

from accounts import wording
from accounts.models import Organization
from accounts.services.sheets import RowsRefused
from catalog.rules import Violation
from common.tables import Row


def organization_of(rows: Sequence[Row], *, most: int, too_many: str) -> Organization:
    """The organization that all the rows name.

    Raises:
        RowsRefused: if it is not known, or has more than `most` rows, which the code `too_many` says.
    """
    key = rows[0].cells["organization"]
    organization = Organization.objects.filter(key=key).first()
    if organization is None:
        unknown = Violation("row_unknown", {"column": "organization", "text": key[:60]})
        wrong = unknown if key else Violation("row_without", {"column": "organization"})
        raise RowsRefused({row.number: [said(wrong)] for row in rows})
    if len(rows) > most:
        raise RowsRefused({rows[0].number: [said(Violation(too_many, {"most": most}))]})
    return organization


def said(violation: Violation) -> str:
    """What is wrong, in words."""
    return wording.said(violation, wording.PEOPLE)
