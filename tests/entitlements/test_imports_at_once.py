"""Two imports at once: a contract is entered once, and the other import says so or finds it as it is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Organization, SheetImport
from accounts.services import sheets
from catalog.models import Region
from entitlements.models import Contract, Entitlement
from entitlements.services.contract_sheet import CONTRACTS
from tests.world import AT

FILE = (
    "contract,organization,sold_in,starts_on,line,package,line_starts_on,price\n"
    + "\n".join(f"N-{n},TWO,TWO,2026-06-01,N-{n}-1,gold,2026-06-01,5" for n in range(6))
).encode()


@pytest.fixture
def customer(transactional_db: None) -> None:  # noqa: ARG001 - two threads commit
    """A customer and a region of its own."""
    Organization.objects.create(key="TWO", name="Two at Once")
    Region.objects.create(code="TWO", name="Two", city="Two", zone="UTC")


@pytest.mark.both
@pytest.mark.usefixtures("customer")
def test_two_imports_of_one_file_enter_each_contract_once() -> None:
    made = [_opened() for _each in range(2)]
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda imported: _run(imported, start), made))
    assert Contract.objects.filter(number__startswith="N-").count() == 6
    assert Entitlement.objects.filter(contract__number__startswith="N-").count() == 6
    outcomes = [set(imported.rows.values_list("outcome", flat=True)) for imported in made]
    assert set.union(*outcomes) <= {"new", "unchanged", "refused"}
    for number in range(6):
        key = f"N-{number}"
        became = sorted(row.outcome for imported in made for row in imported.rows.filter(key=key))
        assert became in (["new", "unchanged"], ["new", "refused"]), became


def _opened() -> SheetImport:
    imported = sheets.open_import(sheet=CONTRACTS, file_name="f", content=FILE, actor=None, at=AT)
    _work(imported)
    sheets.confirm_import(imported=imported, actor=None, at=AT)
    return imported


def _run(imported: SheetImport, start: Barrier) -> None:
    start.wait(30)
    try:
        _work(imported)
    finally:
        connection.close()


def _work(imported: SheetImport) -> None:
    while sheets.put_next_rows(imported=imported, sheet=CONTRACTS, at=AT):
        pass
