"""Every page of allauth stands in the plain shell, with one heading and labelled fields."""

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import User

pytestmark = pytest.mark.django_db

OUTSIDE = [
    "login/",
    "signup/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/x-y/",
    "password/reset/key/done/",
    "login/code/",
    "inactive/",
    "confirm-email/",
    "confirm-email/unknown/",
]
INSIDE = ["email/", "password/change/", "logout/", "reauthenticate/"]


def checked(client: Client, path: str) -> HTMLParser:
    response = client.get(f"/accounts/{path}")
    assert response.status_code == 200
    page = HTMLParser(response.content)
    assert len(page.css("main.plain-body h1")) == 1
    labelled = {label.attributes["for"] for label in page.css("label")}
    shown = page.css("main input:not([type=hidden]), main select, main textarea")
    assert {field.attributes["id"] for field in shown} <= labelled
    return page


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_page_for_those_outside_is_in_the_portals_look(client: Client, path: str) -> None:
    checked(client, path)


@pytest.mark.parametrize("path", INSIDE)
def test_a_page_for_those_inside_is_in_the_portals_look(client: Client, path: str) -> None:
    user = User.objects.create_user(email="ana@vendor.example", password="a-long-password", name="Ana Torres")
    client.force_login(user)
    checked(client, path)


def test_a_wrong_password_is_said_in_the_summary(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "nobody@abc.example", "password": "wrong"})
    assert HTMLParser(response.content).css_first(".error-summary li") is not None
