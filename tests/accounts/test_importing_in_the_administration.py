"""An administrator uploads a spreadsheet, reads the report of its trial, and confirms it."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from selectolax.lexbor import LexborHTMLParser

from accounts.models import SheetImport, User
from common import tables
from entitlements.models import Contract, Entitlement
from portal import tasks
from tests.administration import administrator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
UPLOAD = "admin:accounts_sheetimport_add"


def uploaded(content: bytes, client: Client | None = None) -> tuple[int, str]:
    """The answer to an upload, and where it leads to or what the page says is wrong."""
    file = SimpleUploadedFile("contracts.csv", content)
    answer = (client or administrator()).post(reverse(UPLOAD), {"sheet": "contracts", "file": file})
    if answer.status_code == 302:
        return 302, answer["Location"]
    return answer.status_code, _text(answer.content, ".errorlist li")


def _text(content: bytes, selector: str) -> str:
    nodes = LexborHTMLParser(content).css(selector)
    return " ".join(" ".join(node.text(separator=" ") for node in nodes).split())


def line() -> Entitlement:
    return Entitlement.objects.get(contract__number="C-1002", package__code="gold")


def file(price: str) -> bytes:
    return f"contract,line,price\nC-1002,{line().reference},{price}\nC-9,C-9-1,1\n".encode()


def test_a_file_is_tried_then_confirmed_then_in() -> None:
    client = administrator()
    status, report = uploaded(file("77.50"), client)
    assert status == 302
    waiting = client.get(report)
    assert (waiting["Refresh"], "0 of 2 rows tried" in waiting.content.decode()) == ("3", True)
    tasks.import_sheets()
    page = client.get(report)
    assert "Refresh" not in page
    assert _text(page.content, "#content-main tbody tr:first-child") == "2 C-1002 changed price"
    assert "There is no contract C-9 yet." in _text(page.content, "#content-main tbody tr:last-child")
    assert line().price_minor != 7750
    made = SheetImport.objects.get()
    client.post(reverse("admin:accounts_sheetimport_decide", args=[made.pk, "confirmation"]))
    tasks.import_sheets()
    assert line().price_minor == 7750
    assert _text(client.get(report).content, "[role=status]").startswith("Imported.")
    event = Contract.objects.get(number="C-1002").events.latest("pk")
    assert (event.code, str(event.actor)) == ("line_priced", str(made.uploaded_by))


def test_what_was_dropped_changes_nothing_and_is_not_confirmed_afterwards() -> None:
    client = administrator()
    _status, report = uploaded(file("1"), client)
    tasks.import_sheets()
    made, before = SheetImport.objects.get(), line().price_minor
    for what in ("dropping", "confirmation"):
        client.post(reverse("admin:accounts_sheetimport_decide", args=[made.pk, what]))
    tasks.import_sheets()
    assert line().price_minor == before
    assert "it was decided already" in client.get(report).content.decode()


def test_rows_of_one_outcome_are_listed_alone_and_all_as_a_table() -> None:
    client = administrator()
    _status, report = uploaded(file("=1"), client)
    tasks.import_sheets()
    assert _text(client.get(report, {"outcome": "refused"}).content, "#content-main tbody th") == "2 3"
    assert _text(client.get(report, {"outcome": "new"}).content, "#content-main tbody th") == ""
    made = SheetImport.objects.get()
    answer = client.get(reverse("admin:accounts_sheetimport_report", args=[made.pk]))
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert '2,refused,"price: “=1” is no amount.' in text
    assert ",'=1," in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file has no header."),
        (b"contract,line\n", "The file has a header and no rows."),
        (b"contract\nC-1\n", "The header lacks columns that are needed: line."),
        (b"contract,line,colour\n", "The header names columns that are not known: colour. Known are: contract,"),
        (b"x" * (tables.MOST_BYTES + 1), "The file is larger than 20 MB. Split it"),
    ],
)
def test_what_is_no_sheet_of_contracts_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    status, said = uploaded(content)
    assert (status, words in said) == (422, True), said
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_contracts_are_exported(kind: str) -> None:
    answer = administrator().get(reverse("admin:accounts_sheetimport_export", args=["contracts", kind]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if kind == "xlsx":
        assert load_workbook(io.BytesIO(content)).worksheets[0]["A2"].value == "C-1001"
    else:
        assert content.decode().splitlines()[1].startswith("C-1001,ABC,AMER,")


def test_who_may_not_change_contracts_finds_no_import() -> None:
    _status, report = uploaded(file("1"))
    clerk = User.objects.create_user("clerk@vendor.example", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["view_contract", "add_contract"]))
    client = Client()
    client.force_login(clerk)
    assert client.get(report).status_code in {302, 404}
    assert client.get(reverse(UPLOAD)).status_code == 403
    assert client.get(reverse("admin:accounts_sheetimport_export", args=["contracts", "csv"])).status_code == 404
    assert "Imports of spreadsheets" not in client.get(reverse("admin:index")).content.decode()
