"""Two imports at once: a thing is entered once, and the other import says so or finds it as it is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Contact, Organization, SheetImport, SheetRow, User
from accounts.services import sheets
from accounts.services.people_sheets import CONTACTS, ORGANIZATIONS
from catalog.models import Region
from entitlements.models import Contract, Entitlement
from entitlements.services.contract_sheet import CONTRACTS
from tests.importing import work
from tests.world import AT

OF_CONTRACTS = "contract,organization,sold_in,starts_on,line,package,line_starts_on,price\n" + "\n".join(
    f"N-{n},TWO,TWO,2026-06-01,N-{n}-1,gold,2026-06-01,5" for n in range(6)
)
OF_CONTACTS = "organization,email,name,roles\n" + "\n".join(
    f"{key},{key.lower()}{n}@two.example,N,member" for n in range(2) for key in ("TWO", "DUE", "ZWO")
)
OF_ORGANIZATIONS = "organization,name,domains\n" + "\n".join(f"N{n},Number {n},n{n}.example" for n in range(6))


@pytest.fixture
def customer(transactional_db: None) -> None:  # noqa: ARG001 - two threads commit
    """Customers and a region of their own."""
    for key in ("TWO", "DUE", "ZWO"):
        Organization.objects.create(key=key, name=f"Two at Once {key}")
    Region.objects.create(code="TWO", name="Two", city="Two", zone="UTC")


@pytest.mark.both
@pytest.mark.usefixtures("customer")
def test_two_imports_of_one_file_enter_each_thing_once() -> None:
    became = [_both(sheet, file) for sheet, file in ((ORGANIZATIONS, OF_ORGANIZATIONS), (CONTACTS, OF_CONTACTS))]
    assert Organization.objects.filter(name__startswith="Number").count() == 6
    assert Contact.objects.count() == User.objects.filter(email__endswith="@two.example").count() == 6
    became.append(_both(CONTRACTS, OF_CONTRACTS))
    assert Contract.objects.filter(number__startswith="N-").count() == 6
    assert Entitlement.objects.filter(contract__number__startswith="N-").count() == 6
    for pairs in became:
        assert all(pair in (["new", "unchanged"], ["new", "refused"]) for pair in pairs), pairs


def _both(sheet: sheets.Sheet, file: str) -> list[list[str]]:
    """What became of each row in the one import and in the other, in the order of the words."""
    made = [_opened(sheet, file.encode()) for _each in range(2)]
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda imported: _run(imported, sheet, start), made))
    refused = SheetRow.objects.filter(sheet_import__in=made, outcome="refused")
    assert all("a moment ago by somebody else" in " ".join(row.words) for row in refused), [r.words for r in refused]
    outcomes = [imported.rows.order_by("number").values_list("outcome", flat=True) for imported in made]
    return [sorted(pair) for pair in zip(*outcomes, strict=True)]


def _opened(sheet: sheets.Sheet, content: bytes) -> SheetImport:
    imported = sheets.open_import(sheet=sheet, file_name="f", content=content, actor=None, at=AT)
    work(imported, sheet)
    sheets.confirm_import(imported=imported, actor=None, at=AT)
    return imported


def _run(imported: SheetImport, sheet: sheets.Sheet, start: Barrier) -> None:
    start.wait(30)
    try:
        work(imported, sheet)
    finally:
        connection.close()
