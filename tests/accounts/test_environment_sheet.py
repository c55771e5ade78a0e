"""Environments come and go as a spreadsheet, known by organization and name."""

from collections.abc import Mapping
from functools import partial

import pytest

from accounts import notices
from accounts.models import Environment, OrganizationEvent, User
from accounts.services.people_sheets import ENVIRONMENTS
from tests import importing
from tests.pages.registry import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
environments = partial(importing.imported, ENVIRONMENTS)
NEW = {"organization": "ABC", "environment": "Nursery", "product": "Meridian Server", "version": "5.1"}


def kept() -> tuple[object, ...]:
    """All that an import of environments could write."""
    return tuple(list(model.objects.order_by("pk").values()) for model in (Environment, OrganizationEvent))


def events() -> list[str]:
    return list(OrganizationEvent.objects.order_by("pk").values_list("code", flat=True))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_imported_changes_nothing(kind: str) -> None:
    before = kept()
    became = importing.imported(ENVIRONMENTS, importing.exported(ENVIRONMENTS), kind=kind)
    assert set(became) == {("unchanged", "")}
    assert len(became) == Environment.objects.count()
    assert kept() == before


def test_a_trial_writes_nothing() -> None:
    before = kept()
    assert environments([NEW], is_kept=False) == [("new", "")]
    assert kept() == before


def test_an_environment_is_entered_changed_and_retired_with_its_history() -> None:
    before = len(events())
    assert environments([NEW | {"use": "test", "region": "EMEA"}]) == [("new", "")]
    made = Environment.objects.get(name="Nursery")
    assert (made.organization.key, made.use, str(made.region)) == ("ABC", "test", str(made.region))
    assert environments([{"organization": "ABC", "environment": "nursery"}]) == [("unchanged", "")]
    assert environments([{"organization": "ABC", "environment": "nursery", "version": "3.2"}]) == [
        ("changed", "version")
    ]
    assert environments([NEW | {"version": "", "has_retired": "yes"}]) == [("changed", "has_retired")]
    assert environments([NEW | {"version": "", "has_retired": "yes"}]) == [("unchanged", "")]
    made.refresh_from_db()
    assert (made.version.number, made.retired_at is None) == ("3.2", False)
    assert events()[before:] == ["environment_added", "environment_changed", "environment_retired"]


def test_what_runs_becomes_another_product() -> None:
    environments([NEW])
    row = NEW | {"product": "Lattice Forms", "version": "3.0"}
    assert environments([row]) == [("changed", "version")]
    made = Environment.objects.select_related("product", "version").get(name="Nursery")
    assert (made.product.name, made.version.product_id) == ("Lattice Forms", made.product_id)


def test_each_row_stands_for_itself() -> None:
    wrong = NEW | {"environment": "Attic", "version": "9.9"}
    assert [became for became, _ in environments([wrong, NEW])] == ["refused", "new"]


REFUSED: Mapping[str, tuple[dict[str, str], str]] = {
    "no name": ({"environment": ""}, "The cell environment is empty."),
    "a long name": ({"environment": "n" * 81}, "has more than 80 characters"),
    "an unknown organization": ({"organization": "NIX"}, "organization: NIX is not known here."),
    "no organization": ({"organization": ""}, "The cell organization is empty."),
    "no version": ({"version": ""}, "What runs in Nursery of ABC is not known yet. Fill product and version"),
    "no product": ({"product": ""}, "What runs in Nursery of ABC is not known yet. Fill product and version"),
    "a version of another product": ({"version": "2026"}, "version: Meridian Server 2026 is not known here."),
    "an unknown product": ({"product": "Nix"}, "product: Nix is not known here."),
    "an unknown use": ({"use": "staging"}, "use: “staging” is neither production nor test."),
    "an unknown region": ({"region": "MARS"}, "region: MARS is not known here."),
    "neither yes nor no": ({"has_retired": "perhaps"}, "has_retired: “perhaps” is neither yes nor no."),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_environment_that_is_wrong_says_why_and_stays_out(name: str) -> None:
    changes, words = REFUSED[name]
    before = kept()
    ((outcome, said),) = environments([NEW | changes])
    assert (outcome, words in said) == ("refused", True), said
    assert kept() == before


def test_one_that_runs_no_more_stays_so() -> None:
    environments([NEW | {"has_retired": "yes"}])
    for change in ({"has_retired": "no"}, {"version": "3.2"}):
        ((outcome, said),) = environments([NEW | change])
        assert (outcome, said) == (
            "refused",
            "Nursery of ABC runs no more, and stays so. Give the new environment another name.",
        )


def test_one_that_the_file_names_twice_comes_in_once() -> None:
    (first, second) = environments([NEW, NEW | {"environment": "NURSERY"}])
    assert (first[0], second) == (
        "new",
        ("refused", "NURSERY stands in the file twice for ABC. Leave one of the rows out."),
    )


@pytest.mark.parametrize(
    ("code", "words"), [("joined", "at home in no region yet"), ("region_changed", "the home region")]
)
def test_the_history_of_a_contact_without_a_home_region_names_none(code: str, words: str) -> None:
    happened = OrganizationEvent(code=code, data={"region": ""}, person=User.objects.get(email=Reader.OWNER))
    assert words in notices.happened(happened)
    happened.data = {"region": "Hong Kong"}
    assert notices.happened(happened).endswith(" Hong Kong")
