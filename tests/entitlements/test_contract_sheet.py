"""Contracts come and go as a spreadsheet: what stands is not touched, what differs goes through the rules."""

import io
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import SheetImport, SheetRow
from accounts.services import sheets
from entitlements import services
from entitlements.models import Contract, ContractVersion, Entitlement, License, SaleEvent
from entitlements.services.contract_sheet import CONTRACTS, _facts
from outbox.models import OutboundMessage
from tests import importing
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


def of(key: str) -> Contract:
    return Contract.objects.get(organization__key=key)


exported = partial(importing.exported, CONTRACTS)
file = partial(importing.file, CONTRACTS)
imported = partial(importing.imported, CONTRACTS)


def kept() -> tuple[object, ...]:
    """All that an import could write."""
    tables_of = (Contract, Entitlement, SaleEvent, ContractVersion, OutboundMessage)
    return tuple(list(model.objects.order_by("pk").values()) for model in tables_of)


def new_rows(**changes: str) -> list[dict[str, str]]:
    """A contract of Harbor Lines that is new, with Gold and an option."""
    license_ = License.objects.create(
        reference="L-NEW", organization=of("EVE").organization, product=of("EVE").licenses.all()[0].product,
        sold_in=of("EVE").sold_in, purchased_on=AT.date(),
    )  # fmt: skip
    contract = {
        "contract": "N-1", "organization": "EVE", "sold_in": "AMER", "starts_on": "2026-06-01",
        "licenses": license_.reference,
    }  # fmt: skip
    gold = {"line": "N-1-1", "package": "gold", "line_starts_on": "2026-06-01", "price": "480.50"}
    option = {"line": "N-1-2", "package": "multi-regional", "line_starts_on": "2026-06-01"}
    return [{**contract, **option, "additional_regions": "EMEA"}, {"contract": "N-1", **gold, **changes}]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_imported_changes_nothing(kind: str) -> None:
    before = kept()
    became = imported(exported(), kind=kind)
    assert {outcome for outcome, _words in became} == {"unchanged"}
    assert len(became) == Entitlement.objects.count()
    assert kept() == before


@settings(max_examples=15)
@given(st.data())
def test_whatever_was_done_to_contracts_an_export_of_it_changes_nothing(data: st.DataObject) -> None:
    with transaction.atomic():
        for number in data.draw(st.lists(st.sampled_from(["C-1001", "C-1002", "C-1007", "C-1010"]), max_size=4)):
            contract = Contract.objects.get(number=number)
            act = data.draw(st.sampled_from(["renew", "suspend", "terminate", "price", "end", "co_term", "license"]))
            _do(act, contract, data.draw(st.integers(0, 200)))
        before = kept()
        assert {outcome for outcome, _words in imported(exported())} == {"unchanged"}
        assert kept() == before
        transaction.set_rollback(True)


def _do(act: str, contract: Contract, number: int) -> None:
    by: dict[str, Any] = {"actor": None, "at": AT}
    line = contract.entitlements.order_by("-package__position")[0]
    on = date.fromordinal(min(AT.date().toordinal() + number, line.ends_on.toordinal()))
    acts: dict[str, Callable[[], object]] = {
        "renew": lambda: services.renew_contract(contract=contract, **by),
        "suspend": lambda: services.suspend_contract(contract=contract, reason="r", **by),
        "terminate": lambda: services.terminate_contract(contract=contract, on=on, reason="r", **by),
        "price": lambda: services.price_entitlement(
            entitlement=line, price_minor=number, discount_percent=number % 100, **by
        ),
        "end": lambda: services.terminate(entitlement=line, on=on, **by),
        "co_term": lambda: services.co_term(contract=contract, **by),
        "license": lambda: services.set_licenses(contract=contract, licenses=[_another(contract)], **by),
    }
    with suppress(services.UnableToSell):
        acts[act]()


def _another(contract: Contract) -> License:
    product = contract.licenses.all()[0].product
    return License.objects.create(
        organization=contract.organization, product=product, sold_in=contract.sold_in, purchased_on=AT.date()
    )


def test_a_trial_says_what_would_become_of_each_row_and_writes_nothing() -> None:
    rows = [*new_rows(), {**exported()[0], "price": "1"}]
    before = kept()
    assert [outcome for outcome, _words in imported(rows, is_kept=False)] == ["new", "new", "changed"]
    assert kept() == before


def test_a_new_contract_is_signed_with_its_lines_those_first_that_others_need() -> None:
    assert imported(new_rows()) == [("new", "additional_regions"), ("new", "")]
    contract = Contract.objects.get(number="N-1")
    assert (contract.status, contract.ends_on, contract.currency) == ("active", date(2027, 6, 1), "USD")
    assert [region.code for region in contract.additional_regions.all()] == ["EMEA"]
    gold = contract.entitlements.get(reference="N-1-1")
    assert (gold.price_minor, gold.package.code, gold.covered_licenses.count()) == (48050, "gold", 1)
    codes = list(contract.events.order_by("pk").values_list("code", flat=True))
    assert codes == ["licenses_set", "contract_signed", "line_added", "line_added", "contract_changed"]
    assert ContractVersion.objects.filter(contract=contract).count() == 1
    news = OutboundMessage.objects.filter(name="contract.changed", payload__key=str(contract.pk))
    assert news.count() == 1
    assert imported([row | {"line_ends_on": "2027-06-01"} for row in exported() if row["contract"] == "N-1"])[0] == (
        "unchanged", "",
    )  # fmt: skip


def test_what_differs_goes_through_the_services_and_the_rest_stays() -> None:
    gold, option = [row for row in exported() if row["contract"] == "C-1002"]
    before = list(of("EVE").events.values_list("pk", flat=True))
    rows = [
        gold | {"price": "99.50"},
        {"contract": "C-1002", "line": option["line"], "line_terminated_on": "2026-07-01"},
    ]
    assert imported(rows) == [("changed", "price"), ("changed", "line_terminated_on")]
    events = of("EVE").events.exclude(pk__in=before).order_by("pk").values_list("code", flat=True)
    assert list(events) == ["line_priced", "line_terminated"]
    ended = Entitlement.objects.get(reference=option["line"])
    assert (ended.terminated_on, ended.discount_percent) == (date(2026, 7, 1), 0)


def test_a_line_that_begins_where_another_ends_continues_it() -> None:
    gold = next(row for row in exported() if row["contract"] == "C-1002" and row["package"] == "gold")
    ends_on = str(date.fromisoformat(gold["line_ends_on"]).replace(year=2028))
    new = gold | {"line": "G-2", "line_starts_on": gold["line_ends_on"], "line_ends_on": ends_on}
    assert imported([row | {"ends_on": ends_on} for row in (gold, new)]) == [("changed", "ends_on"), ("new", "")]
    assert Entitlement.objects.get(reference="G-2").continues == Entitlement.objects.get(reference=gold["line"])


REFUSED: Mapping[str, tuple[dict[str, str], str]] = {
    "an unknown package": ({"package": "silver"}, "package: silver is not known here. Enter it first"),
    "a day in words": ({"line_starts_on": "June 1st"}, "“June 1st” is no day. Write it as 2026-01-05."),
    "a day beyond time": ({"line_starts_on": "9999-01-01"}, "is no day"),
    "a price with a comma": ({"price": "1,50"}, "price: “1,50” is no amount."),
    "a price below zero": ({"price": "-1"}, "price: “-1” is no amount."),
    "cents of cents": ({"price": "1.005"}, "at most 2 decimals in USD"),
    "a price over all": ({"price": "9999999999"}, "is no amount"),
    "a discount over all": ({"discount": "101"}, "Write a whole number from 0 to 100."),
    "no reference": ({"line": ""}, "The line has no reference. Give it one that stays, such as N-1-1"),
    "a year and a half": ({"line_ends_on": "2027-12-01"}, "is sold in whole 12-month terms"),
    "the line of another": ({"line": "of another"}, "stands on another contract"),
    "a bundle": ({"bundle": "global-teams"}, "add the bundle on the contract's page"),
    "another number of it": ({"organization": "LAP"}, "is not what row 2 says of the same contract"),
    "a licence of another": ({"covers": "L-LAP"}, "covers a license that is not on this contract"),
    "a long reference": ({"line": "x" * 41}, "has more than 40 characters"),
    "neither yes nor no": ({"co_termed": "perhaps"}, "is neither yes nor no"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_is_wrong_says_why_and_what_to_do_and_its_contract_stays_out(name: str) -> None:
    changes, words = REFUSED[name]
    of("LAP").licenses.update(reference="L-LAP")
    of("LAP").entitlements.update(reference="of another")
    rows = [*new_rows(**changes), {**next(row for row in exported() if row["contract"] == "C-1002"), "price": "5"}]
    first, second, good = imported(rows)
    assert words in second[1]
    assert (second[0], good) == ("refused", ("changed", "price"))
    assert first == ("held_back", "Nothing is wrong here, but row 3 belongs to it and is refused.")
    assert not Contract.objects.filter(number="N-1").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"organization": "LAP"}, "organization of C-1002 stays EVE, as it was signed"),
        ({"sold_in": "EMEA"}, "sold_in of C-1002 stays AMER"),
        ({"currency": "EUR"}, "currency of C-1002 stays USD"),
        ({"currency": "euro"}, "Write three capital letters"),
        ({"status": "terminated"}, "change the status on the contract's page"),
        ({"status": "asleep"}, "Write draft or active."),
        ({"package": "multi-regional"}, "stays as it was sold"),
        ({"line_starts_on": "2026-02-01"}, "stays as it was sold"),
        ({"ends_on": "2026-03-01"}, "outside the contract's term"),
        ({"ends_on": "2020-03-01"}, "ends before it starts"),
        ({"additional_regions": "EMEA"}, "come with Multi-Regional"),
        ({"licenses": "nobody's"}, "licenses: nobody's is not known here"),
        ({"line": ""}, "The line has no reference."),
        ({"contract": "N-2", "starts_on": ""}, "There is no contract N-2 yet."),
        ({"contract": "N-2", "status": "expired"}, "A new contract is draft or active, not expired."),
    ],
)
def test_what_was_signed_stays(changes: dict[str, str], words: str) -> None:
    row = next(row for row in exported() if row["contract"] == "C-1002")
    before = kept()
    ((outcome, said),) = imported([row | changes])
    assert (outcome, words in said) == ("refused", True), said
    assert kept() == before


def test_a_draft_becomes_active_once_its_row_says_so() -> None:
    assert imported([row | {"status": "draft"} for row in new_rows()[:1]] + new_rows_again(), is_kept=True)
    contract = Contract.objects.get(number="N-1")
    assert contract.status == "draft"
    assert imported([{"contract": "N-1", "status": "active", "line": ""}]) == [("changed", "status")]
    contract.refresh_from_db()
    assert contract.status == "active"


def new_rows_again() -> list[dict[str, str]]:
    return [{"contract": "N-1", "line": "N-1-1", "package": "gold", "line_starts_on": "2026-06-01"}]


def test_a_line_that_the_file_names_twice_is_refused() -> None:
    gold = next(row for row in exported() if row["contract"] == "C-1002")
    assert [outcome for outcome, _words in imported([gold, gold])] == ["held_back", "refused"]


def test_a_fault_of_the_portal_is_reported_and_the_next_rows_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in exported() if row["contract"] in {"C-1001", "C-1002"}]
    monkeypatch.setattr(CONTRACTS.put.__module__ + ".read", _broken_for("C-1001"))
    assert {outcome for outcome, _words in imported(rows)} == {"refused", "unchanged"}


def _broken_for(number: str) -> Any:
    def read(rows: Any) -> Any:
        if rows[0].cells["contract"] == number:
            raise ZeroDivisionError
        return _facts.read(rows)

    return read


def test_an_import_is_decided_once_and_not_before_its_trial() -> None:
    made = sheets.open_import(sheet=CONTRACTS, file_name="f", content=file(exported()), actor=None, at=AT)
    with pytest.raises(sheets.UnableToDecideImport):
        sheets.confirm_import(imported=made, actor=None, at=AT)
    importing.work(made, CONTRACTS)
    sheets.drop_import(imported=made, actor=None, at=AT)
    with pytest.raises(sheets.UnableToDecideImport):
        sheets.confirm_import(imported=made, actor=None, at=AT)
    assert sheets.put_next_rows(imported=made, sheet=CONTRACTS, at=AT) == 0


def test_a_worker_has_an_import_alone_until_its_lease_is_over() -> None:
    made = sheets.open_import(sheet=CONTRACTS, file_name="f", content=file(exported()), actor=None, at=AT)
    assert sheets.claim_import(at=AT) == made
    assert sheets.claim_import(at=AT) is None
    later = AT.replace(hour=AT.hour + 1)
    assert sheets.claim_import(at=later) == made
    sheets.release_import(imported=made)
    assert sheets.claim_import(at=AT) == made


def test_the_command_tries_a_file_and_imports_it_when_asked_to(tmp_path: Any) -> None:
    path, said = tmp_path / "contracts.csv", io.StringIO()
    gold = next(row for row in exported() if row["contract"] == "C-1002")
    path.write_bytes(file([gold | {"price": "7"}, gold | {"contract": "N-9", "starts_on": ""}]))
    with pytest.raises(CommandError, match="Not right: 1 row"):
        call_command("import_sheet", "contracts", str(path), stdout=said)
    assert "2 of 2 rows tried: 0 new, 1 changed, 0 unchanged, 1 refused" in said.getvalue()
    assert "row 3, N-9: refused. There is no contract N-9 yet." in said.getvalue()
    line = Entitlement.objects.get(reference=gold["line"])
    assert line.price_minor != 700
    with pytest.raises(CommandError, match="Not right: 1 row"):
        call_command("import_sheet", "contracts", str(path), "--apply", "--by", "admin@vendor.example", stdout=said)
    line.refresh_from_db()
    assert line.price_minor == 700
    actor = of("EVE").events.latest("pk").actor
    assert actor is not None
    assert actor.email == "admin@vendor.example"
    assert set(SheetImport.objects.values_list("state", flat=True)) == {"done", "dropped"}
    with pytest.raises(CommandError, match="There is no user"):
        call_command("import_sheet", "contracts", str(path), "--by", "nobody@vendor.example")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_command_exports_what_the_import_takes(tmp_path: Any, kind: str) -> None:
    path, said = tmp_path / f"contracts.{kind}", io.StringIO()
    call_command("export_sheet", "contracts", str(path), stdout=said)
    call_command("import_sheet", "contracts", str(path), stdout=said)
    count = Entitlement.objects.count()
    assert f"{count} of {count} rows tried: 0 new, 0 changed, {count} unchanged, 0 refused" in said.getvalue()
    assert SheetRow.objects.count() == count
