"""Licenses come and go as a spreadsheet, known by their references."""

from collections.abc import Mapping
from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from entitlements.models import License, SaleEvent
from entitlements.services.license_sheet import LICENSES
from tests import importing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
licenses = partial(importing.imported, LICENSES)
NEW = {
    "license": "L-77",
    "organization": "ABC",
    "product": "Lattice Forms",
    "quantity": "3",
    "sold_in": "AMER",
    "purchased_on": "2028-02-29",
}


def kept() -> tuple[object, ...]:
    """All that an import of licenses could write."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (License, SaleEvent))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_imported_changes_nothing(kind: str) -> None:
    before = kept()
    became = importing.imported(LICENSES, importing.exported(LICENSES), kind=kind)
    assert set(became) == {("unchanged", "")}
    assert len(became) == License.objects.count()
    assert kept() == before


def test_a_license_is_entered_once_and_corrected_with_its_history() -> None:
    before = kept()
    assert licenses([NEW], is_kept=False) == [("new", "")]
    assert kept() == before
    assert licenses([NEW]) == [("new", "")]
    made = License.objects.select_related("product", "sold_in").get(reference="L-77")
    assert (made.quantity, made.sold_in.code, made.purchased_on) == (3, "AMER", date(2028, 2, 29))
    assert licenses([NEW]) == [("unchanged", "")]
    assert licenses([{"license": "L-77", "quantity": "5"}]) == [("changed", "quantity")]
    made.refresh_from_db()
    assert (made.quantity, made.product.name) == (5, "Lattice Forms")
    codes = SaleEvent.objects.filter(data__license="L-77").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["license_entered", "license_changed"]


def test_what_a_contract_covers_stays_whose_it_is() -> None:
    covered = License.objects.filter(contracts__number="C-1001").order_by("pk")[0]
    row = {"license": covered.reference}
    for changes, column in (({"organization": "GLD"}, "organization"), ({"sold_in": "EMEA"}, "sold_in")):
        ((outcome, said),) = licenses([row | changes])
        assert outcome == "refused"
        assert said.startswith(f"{column} of the license {covered.reference} stays, because a contract covers it.")
    assert licenses([row | {"quantity": "9"}]) == [("changed", "quantity")]


REFUSED: Mapping[str, tuple[dict[str, str], str]] = {
    "no reference": ({"license": ""}, "The cell license is empty."),
    "a long reference": ({"license": "l" * 41}, "has more than 40 characters"),
    "nobody's": ({"organization": ""}, "There is no license L-77 yet. Fill organization to enter it"),
    "no day, no region": ({"purchased_on": "", "sold_in": ""}, "Fill sold_in, purchased_on to enter it"),
    "an unknown organization": ({"organization": "NIX"}, "organization: NIX is not known here."),
    "an unknown product": ({"product": "Nix"}, "product: Nix is not known here."),
    "an unknown region": ({"sold_in": "MARS"}, "sold_in: MARS is not known here."),
    "none": ({"quantity": "0"}, "quantity: “0” is no number from 1 to 1000000."),
    "fewer than none": ({"quantity": "-1"}, "quantity: “-1” is no number from 1"),
    "too many": ({"quantity": "99999999999999999999"}, "is no number from 1"),
    "no leap year": ({"purchased_on": "2027-02-29"}, "purchased_on: “2027-02-29” is no day."),
    "long ago": ({"purchased_on": "0001-01-01"}, "is no day."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_license_that_is_wrong_says_why_and_stays_out(name: str) -> None:
    changes, words = REFUSED[name]
    before = kept()
    ((outcome, said),) = licenses([NEW | changes])
    assert (outcome, words in said) == ("refused", True), said
    assert kept() == before


def test_one_that_the_file_names_twice_stays_out() -> None:
    first, second = licenses([NEW, NEW])
    assert (first[0], second) == (
        "held_back",
        ("refused", "The license L-77 stands in the file twice. Leave one of the rows out."),
    )


def test_a_license_of_none_is_refused_in_words_by_the_form_and_by_the_database() -> None:
    client, held = Client(), License.objects.order_by("pk")[0]
    client.force_login(User.objects.get(email="admin@vendor.example"), "portal.authentication.Backend")
    typed = {"reference": held.reference, "quantity": "0", "purchased_on": "2026-01-05"}
    answer = client.post(reverse("admin:entitlements_license_change", args=[held.pk]), typed)
    assert "Ensure this value is greater than or equal to 1." in answer.text
    with pytest.raises(IntegrityError, match="license_quantity"), transaction.atomic():
        License.objects.filter(pk=held.pk).update(quantity=0)
