"""Where an organization's products run: its managers say it, its contacts read it, nobody else knows it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as Page

from accounts.models import Environment, OrganizationEvent, User
from catalog.models import Region, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

As = Callable[[str], Client]
MANAGER, MEMBER, STRANGER = "manager@abc.example", "member.london@abc.example", "stranger@nowhere.example"
OTHER, AGENT = "manager@everyday.example", "agent.emea@vendor.example"
NEW = "/organization/ABC/environments/new/"


@pytest.fixture
def as_() -> As:
    def log_in(email: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(email=email), backend="portal.authentication.Backend")
        return client

    return log_in


def version(product: str = "Meridian Server", number: str = "5.1") -> Version:
    return Version.objects.get(product__name=product, number=number)


def form(**changed: Any) -> dict[str, Any]:
    region = Region.objects.get(code="EMEA").pk
    return {"name": "London production", "version": version().pk, "use": "production", "region": region, **changed}


def londons() -> Environment:
    return Environment.objects.get(organization__key="ABC", name="London test")


def events() -> list[str]:
    found = OrganizationEvent.objects.filter(organization__key="ABC", code__startswith="environment")
    return list(found.order_by("id").values_list("code", flat=True))


def test_a_manager_adds_changes_and_retires(as_: As) -> None:
    client = as_(MANAGER)
    assert client.post(NEW, form()).status_code == 302
    made = Environment.objects.get(name="London production")
    assert (made.organization.key, made.product.name) == ("ABC", "Meridian Server")

    client.post(f"/organization/environments/{made.pk}/", form(name="London live", region=""))
    made.refresh_from_db()
    assert (made.name, made.region) == ("London live", None)

    client.post(f"/organization/environments/{made.pk}/retirement/")
    made.refresh_from_db()
    assert made.retired_at
    assert events() == ["environment_added", "environment_changed", "environment_retired"]
    page = client.get("/organization/ABC/").text
    assert "Maria Moreno retired the environment London live" in page


def test_a_product_without_a_license_is_refused(as_: As) -> None:
    answer = as_(MANAGER).post(NEW, form(version=version("Lattice Forms", "3.0").pk))
    assert answer.status_code == 422
    assert "holds no license of that" in answer.text
    assert not Environment.objects.filter(name="London production").exists()


@pytest.mark.parametrize("name", ["London test", "LONDON TEST"])
def test_a_name_is_taken_once(as_: As, name: str) -> None:
    answer = as_(MANAGER).post(NEW, form(name=name))
    assert answer.status_code == 422
    assert "is called" in answer.text


@pytest.mark.parametrize(("email", "answer"), [(MEMBER, 403), (AGENT, 403), (OTHER, 404), (STRANGER, 404)])
def test_managers_alone_change_environments(as_: As, email: str, answer: int) -> None:
    client, pk = as_(email), londons().pk
    assert client.get(NEW).status_code == answer
    assert client.post(NEW, form()).status_code == answer
    assert client.get(f"/organization/environments/{pk}/").status_code == answer
    assert client.post(f"/organization/environments/{pk}/", form()).status_code == answer
    assert client.post(f"/organization/environments/{pk}/retirement/").status_code == answer
    assert events() == []


def test_members_read_them(as_: As) -> None:
    page = as_(MEMBER).get("/organization/ABC/").text
    assert "London test" in page
    assert "/organization/environments/" not in page


def test_a_retired_one_cannot_be_named_on_a_new_ticket(as_: As) -> None:
    pk = londons().pk
    as_(MANAGER).post(f"/organization/environments/{pk}/retirement/")
    page = Page(as_(MEMBER).get("/tickets/new/").text)
    assert [each for each in page.css("[name=environment] option") if each.attributes["value"] == str(pk)] == []
    assert as_(MANAGER).get(f"/organization/environments/{pk}/").status_code == 404
