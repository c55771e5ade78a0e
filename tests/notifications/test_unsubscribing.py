"""Mails of a kind end by the link in them: with one click of a mail program, without a login."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts import services as accounts
from accounts.models import User
from notifications import services
from notifications.rules import Mail
from tests.notifications.conftest import news

pytestmark = pytest.mark.django_db
Deliver = Callable[[datetime], list[EmailMultiAlternatives]]
AT = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def sent(liam: User, deliver: Deliver) -> EmailMultiAlternatives:
    services.notify(reader=liam, news=news(), at=AT)
    return deliver(AT)[0]


@pytest.fixture
def link(sent: EmailMultiAlternatives) -> str:
    return urlsplit(str(sent.extra_headers["List-Unsubscribe"]).strip("<>")).path


def test_a_mail_program_ends_them_with_one_post(link: str, liam: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(link, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == HTTPStatus.OK
    assert services.wishes_of(liam)["reply"].mail is Mail.OFF
    assert services.wishes_of(liam)["reply"].inbox


def test_the_headers_promise_what_the_address_keeps(sent: EmailMultiAlternatives) -> None:
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["List-Unsubscribe"].startswith("<http")
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"


def test_following_the_link_changes_nothing(link: str, liam: User) -> None:
    page = Client().get(link)

    assert "Do you want no more mails" in page.content.decode()
    assert services.wishes_of(liam)["reply"].mail is Mail.NOW


def test_the_link_names_no_address(link: str) -> None:
    assert "liam" not in link


@pytest.mark.parametrize("spoil", ["/unsubscribe/x{}", "/unsubscribe/a:b:c/"])
def test_a_link_that_we_did_not_give_is_not_found(link: str, spoil: str) -> None:
    assert Client().post(spoil.format(link.removeprefix("/unsubscribe/"))).status_code == HTTPStatus.NOT_FOUND


def test_the_link_of_an_address_that_is_no_longer_ones_own_is_not_found(link: str, liam: User) -> None:
    User.objects.filter(pk=liam.pk).update(email="other@abc.example")

    assert Client().post(link).status_code == HTTPStatus.NOT_FOUND


def test_the_link_of_an_account_that_was_closed_is_not_found(link: str, liam: User) -> None:
    User.objects.filter(pk=liam.pk).update(is_active=False)

    assert Client().post(link).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("kind", ["security", "page", "shift", "nonsense"])
def test_no_link_ends_what_must_come(liam: User, kind: str) -> None:
    assert services.subscription_of(services.token_of(liam.pk, liam.email, kind)) is None


def test_a_mail_about_the_account_offers_no_end(liam: User, deliver: Deliver) -> None:
    accounts.mail_about_account(name="login-code", recipient=liam.email, facts={}, secret={"code": "123456"}, at=AT)
    (sent,) = deliver(AT)

    assert "List-Unsubscribe" not in sent.extra_headers
    assert "cannot be turned off" in str(sent.body)
