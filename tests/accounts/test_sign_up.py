"""Who may make an account, and what strangers learn by trying."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from accounts import rules
from accounts.models import SignUpPolicy, User
from outbox.models import OutboundMessage

Deliver = Callable[[], list[EmailMessage]]
FORM = {"name": "Ada Lovelace", "password1": "a-long-password"}
ADA, STRANGER = "ada@abc.example", "ada@elsewhere.example"

pytestmark = pytest.mark.usefixtures("people")


def policy(mode: str) -> None:
    SignUpPolicy.objects.update_or_create(pk=1, defaults={"mode": mode})


def sign_up(client: Client, email: str) -> str:
    answer = client.post("/accounts/signup/", {**FORM, "email": email}, follow=True)
    return answer.content.decode()


def test_by_domain_a_person_of_a_known_domain_signs_up_confirms_and_is_offered_its_organization(
    deliver: Deliver,
) -> None:
    policy("domain")
    client = Client()

    sign_up(client, "Ada@ABC.example")
    user = User.objects.get(email=ADA)
    assert user.name == "Ada Lovelace"
    assert user.joined_at is not None
    found = re.search(r"(/accounts/confirm-email/\S+)", str(deliver()[0].body))
    assert found
    client.post(found[1])
    answer = client.post("/accounts/login/", {"login": ADA, "password": FORM["password1"]})

    assert answer.headers["Location"] == "/organization/join/"


def test_before_the_address_is_confirmed_nobody_gets_in() -> None:
    policy("domain")
    client = Client()

    sign_up(client, ADA)

    assert client.get("/account/").status_code == 302
    client.post("/accounts/login/", {"login": ADA, "password": FORM["password1"]})
    assert client.get("/account/").status_code == 302


def test_by_domain_a_stranger_sees_the_same_page_and_is_told_by_mail(deliver: Deliver) -> None:
    policy("domain")

    known, unknown = sign_up(Client(), ADA), sign_up(Client(), STRANGER)

    token = re.compile("[A-Za-z0-9]{64}|20[0-9T:.+-]+")
    assert token.sub("", known) == token.sub("", unknown)
    assert not User.objects.filter(email=STRANGER).exists()
    told = {mail.to[0]: str(mail.body) for mail in deliver()}
    assert "use your address at work" in told[STRANGER]


def test_who_has_an_account_is_told_by_mail_only(deliver: Deliver) -> None:
    policy("open")

    sign_up(Client(), "member.london@abc.example")

    assert "You have one already" in str(deliver()[0].body)
    assert User.objects.filter(email="member.london@abc.example").count() == 1


def test_open_lets_everyone_in() -> None:
    policy("open")

    sign_up(Client(), STRANGER)

    assert User.objects.filter(email=STRANGER).exists()


def test_closed_makes_no_account_and_says_what_to_do() -> None:
    policy("closed")

    page = sign_up(Client(), ADA)

    assert not User.objects.filter(email=ADA).exists()
    assert "by invitation" in page
    assert not OutboundMessage.objects.filter(kind="mail").exists()


@pytest.mark.parametrize(
    ("mode", "address", "expected"),
    [
        (rules.CLOSED, "a@abc.example", False),
        (rules.DOMAIN, "a@abc.example", True),
        (rules.DOMAIN, "a@ABC.example", True),
        (rules.DOMAIN, "a@sub.abc.example", False),
        (rules.DOMAIN, "a@abc.example@evil.example", False),
        (rules.DOMAIN, "no-address", False),
        (rules.OPEN, "a@evil.example", True),
    ],
)
def test_the_policy_decides_by_what_stands_behind_the_last_at(mode: str, address: str, expected: bool) -> None:  # noqa: FBT001
    assert rules.may_sign_up(mode, address, {"abc.example"}) is expected
