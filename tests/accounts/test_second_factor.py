"""Whoever works for the vendor gives a second factor, on every page, where that is required."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.adapters import FactorAdapter
from accounts.models import User
from accounts.services import PASSWORD
from tests.pages import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
PAGES = ("/", "/tickets/", "/queue/", "/status/", "/admin/", "/accounts/password/change/", "/account/")


@pytest.fixture(autouse=True)
def _required(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True


def logged_in(reader: Reader) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": reader, "password": PASSWORD})
    return client


def with_app(reader: Reader) -> str:
    """Give `reader` an app that makes codes; its secret."""
    secret: str = generate_totp_secret()
    user = User.objects.get(email=reader)
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.mark.parametrize("path", PAGES)
def test_an_agent_without_a_second_factor_sets_one_up_first(path: str) -> None:
    answer = logged_in(Reader.AGENT).get(path)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("mfa_index")


def test_an_administrator_changes_nothing_before(settings: Settings) -> None:
    client = logged_in(Reader.ADMINISTRATOR)
    assert client.post(reverse("status-attempts"))["Location"] == reverse("mfa_index")
    settings.STAFF_MFA_REQUIRED = False
    assert client.get("/status/").status_code == 200


def test_what_sets_it_up_and_the_way_out_stay_open() -> None:
    client = logged_in(Reader.AGENT)
    page = client.get("/status/", follow=True)
    assert page.request["PATH_INFO"] == reverse("mfa_index")
    assert page.status_code == 200
    assert "second factor" in page.content.decode()
    assert client.get(reverse("mfa_activate_totp"), follow=True).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("uploads:allowance")).status_code == 204


def test_customers_are_not_asked() -> None:
    assert logged_in(Reader.OWNER).get("/").status_code == 200


def test_with_a_code_of_the_app_an_agent_goes_on() -> None:
    secret = with_app(Reader.AGENT)
    client = logged_in(Reader.AGENT)
    assert client.get("/queue/").status_code == 302
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert refused.status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code(secret)}).status_code == 302
    assert client.get("/status/").status_code == 200


def test_a_recovery_code_opens_once() -> None:
    with_app(Reader.AGENT)
    spare = RecoveryCodes(
        Authenticator.objects.get(user__email=Reader.AGENT, type="recovery_codes")
    ).get_unused_codes()[0]
    for opens in (True, False):
        client = logged_in(Reader.AGENT)
        client.post(reverse("mfa_authenticate"), {"code": spare})
        assert (client.get("/status/").status_code == 200) is opens


def test_a_session_without_the_factor_is_asked_for_it_once_there_is_one() -> None:
    client = logged_in(Reader.AGENT)
    secret = with_app(Reader.AGENT)
    answer = client.get("/status/")
    assert answer["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fstatus%2F"
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"code": code(secret), "next": "/status/"})["Location"] == "/status/"
    assert client.get("/status/").status_code == 200


def test_the_last_factor_stays() -> None:
    secret = with_app(Reader.AGENT)
    client = logged_in(Reader.AGENT)
    client.post(reverse("mfa_authenticate"), {"code": code(secret)})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 403
    assert Authenticator.objects.filter(user__email=Reader.AGENT, type="totp").exists()


def test_an_administrator_sees_who_has_a_factor_and_never_what_it_is(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = False
    secret = with_app(Reader.AGENT)
    factor = Authenticator.objects.get(user__email=Reader.AGENT, type="totp")
    client = logged_in(Reader.ADMINISTRATOR)
    page = client.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    assert page.status_code == 200
    assert secret not in page.content.decode()
    assert str(factor.user) in page.content.decode()
    client.post(reverse("admin:mfa_authenticator_delete", args=[factor.pk]), {"post": "yes"})
    assert not Authenticator.objects.filter(pk=factor.pk).exists()


def test_the_picture_for_the_app_is_read_on_a_dark_page() -> None:
    assert '<rect width="100%" height="100%" fill="#fff"/><path ' in FactorAdapter().build_totp_svg("otpauth://totp/x")
