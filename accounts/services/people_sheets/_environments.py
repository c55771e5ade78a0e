"""Environments as a spreadsheet: a row for each, known by the key of its organization and its name."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Environment, Organization, SheetRow, User
from accounts.services.environments import EnvironmentFacts, UnableToPutEnvironment, put_environment
from accounts.services.people_sheets._rows import organization_of, said
from accounts.services.sheets import Became, Reading, Sheet
from catalog.models import Product, Region
from catalog.rules import Violation
from common.tables import Row

MOST = 2_000
"""Rows of one organization in a file."""
LONGEST, AT_ONCE = 80, 500
Outcome = SheetRow.Outcome
COLUMNS = {
    "organization": _("the key of the organization: ABC"),
    "environment": _("what it is called there, which stays"),
    "product": _("the name of the product that runs in it"),
    "version": _("the number of the version that runs in it: 5.1"),
    "use": _("production or test; production without one"),
    "region": _("the code of the region where it runs: EMEA"),
    "has_retired": _("yes says that it runs no more; new tickets do not name it"),
}


def put(rows: Sequence[Row], actor: User | None, at: datetime) -> list[Became]:
    """Make environments of the organization what their rows say.

    Raises:
        RowsRefused: if the organization is not known, or has too many rows.
    """
    organization = organization_of(rows, most=MOST, too_many="row_environments_too_many")
    names: set[str] = set()
    return [_one(organization, Reading(row), names, actor, at) for row in rows]


def _one(organization: Organization, reading: Reading, names: set[str], actor: User | None, at: datetime) -> Became:
    """What became of a row; a refused one takes nothing else with it."""
    facts = _read(reading)
    named = {"name": facts.name[:LONGEST], "key": organization.key}
    if facts.name.casefold() in names:
        reading.note("row_environment_twice", **named)
    names.add(facts.name.casefold())
    if reading.wrong:
        return Became(Outcome.REFUSED, tuple(said(each) for each in reading.wrong))
    try:
        with transaction.atomic():
            is_new, changed = put_environment(organization=organization, facts=facts, actor=actor, at=at)
    except UnableToPutEnvironment as refusal:
        return Became(Outcome.REFUSED, (said(Violation(refusal.code, {**named, "text": refusal.reasons[0]})),))
    except IntegrityError:
        return Became(Outcome.REFUSED, (said(Violation("row_environment_now", named)),))
    if is_new:
        return Became(Outcome.NEW)
    return Became(Outcome.CHANGED if changed else Outcome.UNCHANGED, tuple(changed))


def _read(reading: Reading) -> EnvironmentFacts:
    use = reading.text("use").lower()
    if use and use not in Environment.Use.values:
        reading.note("row_use", text=use[:60])
    facts = EnvironmentFacts(
        name=reading.name("environment", LONGEST),
        product=reading.one("product", Product.objects.all(), "name"),
        number=reading.text("version"),
        use=use,
        region=reading.one("region", Region.objects.all(), "code"),
        has_retired=reading.flag("has_retired"),
    )
    if not facts.name:
        reading.note("row_without", column="environment")
    return facts


def listing() -> Iterator[Sequence[object]]:
    """What an import of it would find as it is."""
    listed = Environment.objects.select_related("organization", "product", "version", "region")
    for row in listed.order_by("organization__key", "name").iterator(chunk_size=AT_ONCE):
        region = row.region.code if row.region else ""
        retired = "yes" if row.retired_at else "no"
        yield [row.organization.key, row.name, row.product.name, row.version.number, row.use, region, retired]


ENVIRONMENTS = Sheet(
    name="environments",
    title=_("Environments of organizations"),
    columns=COLUMNS,
    required=frozenset({"organization", "environment"}),
    permissions=("accounts.add_environment", "accounts.change_environment"),
    key=lambda cells: cells["organization"],
    put=put,
    rows=listing,
    called=lambda cells: f"{cells['organization']} {cells['environment']}",
)
