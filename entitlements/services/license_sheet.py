"""Licenses as a spreadsheet: a row for each, known by its reference; contracts name them by it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, SheetRow, User
from accounts.services.sheets import Became, Reading, RowsRefused, Sheet
from catalog.models import Product, Region
from catalog.rules import Violation
from common.tables import Row
from entitlements import wording
from entitlements.models import License
from entitlements.services.licenses import LicenseFacts, put_license
from entitlements.services.refusals import UnableToSell

MOST, AT_ONCE = 1_000_000, 500
Outcome = SheetRow.Outcome
COLUMNS = {
    "license": _("its reference, which stays; contracts name it by this: L-1001"),
    "organization": _("the key of the organization: ABC"),
    "product": _("the name of the product"),
    "quantity": _("how many; 1 without a number"),
    "sold_in": _("the code of the region where it was sold: AMER"),
    "purchased_on": _("the day of its purchase: 2026-01-05"),
}


def put(rows: Sequence[Row], actor: User | None, at: datetime) -> list[Became]:
    """Enter the license that the rows name, or change it to what they say.

    Raises:
        RowsRefused: if it stands in the file twice, cannot be read or breaks a rule.
    """
    first, *again = rows
    reference = first.cells["license"]
    if again:
        twice = _said(Violation("row_license_twice", {"license": reference}))
        raise RowsRefused({row.number: [twice] for row in again})
    facts = _read(Reading(first))
    try:
        is_new, changed = put_license(reference=reference, facts=facts, actor=actor, at=at)
    except UnableToSell as refusal:
        raise RowsRefused({first.number: list(refusal.reasons)}) from refusal
    except IntegrityError as problem:
        now = Violation("row_license_now", {"license": reference})
        raise RowsRefused({first.number: [_said(now)]}) from problem
    if is_new:
        return [Became(Outcome.NEW)]
    return [Became(Outcome.CHANGED if changed else Outcome.UNCHANGED, tuple(changed))]


def _read(reading: Reading) -> LicenseFacts:
    if not reading.name("license"):
        reading.note("row_without", column="license")
    facts = LicenseFacts(
        organization=reading.one("organization", Organization.objects.all(), "key"),
        product=reading.one("product", Product.objects.all(), "name"),
        quantity=reading.count("quantity", MOST),
        sold_in=reading.one("sold_in", Region.objects.all(), "code"),
        purchased_on=reading.day("purchased_on"),
    )
    if reading.wrong:
        raise RowsRefused({reading.row.number: [_said(each) for each in reading.wrong]})
    return facts


def _said(violation: Violation) -> str:
    return wording.rule(violation)


def listing() -> Iterator[Sequence[object]]:
    """What an import of it would find as it is."""
    listed = License.objects.select_related("organization", "product", "sold_in")
    for row in listed.order_by("organization__key", "reference").iterator(chunk_size=AT_ONCE):
        whose = (row.reference, row.organization.key, row.product.name)
        yield [*whose, row.quantity, row.sold_in.code, row.purchased_on]


LICENSES = Sheet(
    name="licenses",
    title=_("Licenses"),
    columns=COLUMNS,
    required=frozenset({"license"}),
    permissions=("entitlements.add_license", "entitlements.change_license"),
    key=lambda cells: cells["license"],
    put=put,
    rows=listing,
)
