"""Every page of allauth stands in the plain shell, with one heading and labelled fields."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
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
INSIDE = ["sessions/", "email/", "password/change/", "logout/", "reauthenticate/"]


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


def test_a_password_is_changed_in_the_portals_words(client: Client) -> None:
    client.force_login(User.objects.create_user(email="ana@vendor.example", password="a-long-password", name="Ana"))
    labels = [label.text(strip=True) for label in checked(client, "password/change/").css("main form.form label")]
    assert labels == ["Password that you have", "New password", "New password again"]


def test_a_wrong_password_is_said_in_the_summary(client: Client) -> None:
    response = client.post("/accounts/login/", {"login": "nobody@abc.example", "password": "wrong"})
    said = HTMLParser(response.content).css_first(".error-summary li")
    assert said is not None
    assert said.text(strip=True) == "Address and password do not fit together. Or have a code mailed to you."


def test_pages_of_a_second_factor_say_it_in_the_portals_words(client: Client) -> None:
    user = User.objects.create_user(email="ana@vendor.example", password="a-long-password", name="Ana Torres")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": "a-long-password"})
    before = [checked(client, f"2fa/{path}") for path in ("", "totp/activate/", "webauthn/add/", "webauthn/")]

    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "A small key", "credential": {}})
    listed = checked(client, "2fa/webauthn/")
    assert "A small key" in listed.css_first(".rows").text()  # type: ignore[union-attr]
    key.delete()
    inside = ("", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/")
    after = [checked(client, f"2fa/{path}") for path in inside]
    assert [page.css_first("h1").text(strip=True) for page in (*before[:3], *after)] == [  # type: ignore[union-attr]
        "Second factor", "Set up an authenticator app", "Add a security key",
        "Second factor", "Stop using the app", "Recovery codes", "Make recovery codes",
    ]  # fmt: skip
    assert len(after[2].css_first("main pre").text().split()) == 10  # type: ignore[union-attr]
    assert all(page.css_first("a.back") is not None for page in before + after)

    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": user.email, "password": "a-long-password"})
    asked = checked(client, "2fa/authenticate/")
    assert asked.css_first("main .btn-primary").text(strip=True) == "Log in"  # type: ignore[union-attr]
