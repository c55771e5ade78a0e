"""Logging in by password and by mailed code, a forgotten password, and what ends a session."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.demo import PASSWORD, People
from accounts.models import User
from outbox.models import OutboundMessage
from tests.world import AT

Deliver = Callable[[], list[EmailMessage]]
LONDON = "member.london@abc.example"
HERE = {"next": "/account/"}


def log_in(email: str = LONDON, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password, **HERE})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("typed", [LONDON, "Member.London@ABC.example"])
def test_a_person_logs_in_whatever_the_case_of_the_address(typed: str) -> None:
    assert is_in(log_in(typed))


@pytest.mark.usefixtures("people")
def test_a_wrong_password_does_not_say_whether_the_account_exists() -> None:
    answers = [
        Client().post("/accounts/login/", {"login": email, "password": "wrong"}).content.decode()
        for email in (LONDON, "nobody@abc.example")
    ]

    assert all("do not fit together" in answer for answer in answers)


@pytest.mark.usefixtures("people")
def test_logging_in_changes_the_session_id() -> None:
    client = Client()
    session = client.session
    session["seen"] = "before"
    session.save()
    client.cookies["sessionid"] = str(session.session_key)

    client.post("/accounts/login/", {"login": LONDON, "password": PASSWORD, **HERE})

    assert is_in(client)
    assert client.session.session_key != session.session_key


@pytest.mark.usefixtures("people")
def test_logging_out_ends_the_session() -> None:
    client = log_in()
    client.post("/accounts/logout/")

    assert not is_in(client)


@pytest.mark.usefixtures("people")
def test_a_code_comes_by_mail_and_opens_the_door(deliver: Deliver) -> None:
    client = Client()

    client.post("/accounts/login/code/", {"email": LONDON, **HERE})
    (mail,) = deliver()
    found = re.search(r"log in: (\S+)\n", str(mail.body))
    assert found
    client.post("/accounts/login/code/confirm/", {"code": found[1], **HERE})

    assert mail.to == [LONDON]
    assert is_in(client)


@pytest.mark.usefixtures("people")
def test_no_request_waits_for_a_mail_server_and_the_outbox_forgets_the_code(deliver: Deliver) -> None:
    Client().post("/accounts/login/code/", {"email": LONDON})
    owed = OutboundMessage.objects.get(name="accounts/mail/login-code")
    assert owed.payload["secret"]["code"]

    deliver()

    owed.refresh_from_db()
    assert owed.sent_at is not None
    assert "secret" not in owed.payload


@pytest.mark.usefixtures("people")
def test_a_code_for_an_unknown_address_looks_the_same(deliver: Deliver) -> None:
    answers = {
        Client().post("/accounts/login/code/", {"email": email}).status_code for email in (LONDON, "no@no.example")
    }

    assert answers == {302}
    assert "there is no account with it" in str(next(mail for mail in deliver() if mail.to == ["no@no.example"]).body)


def test_a_forgotten_password_is_replaced_through_a_link_of_the_configured_address(
    people: People, deliver: Deliver, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    settings.BASE_URL = "https://support.vendor.example"
    old = log_in()
    Client().post("/accounts/password/reset/", {"email": LONDON}, headers={"host": "evil.example"})
    (mail,) = deliver()
    assert "evil.example" not in str(mail.body)
    found = re.search(r"https://support\.vendor\.example(/accounts/password/reset/key/\S+)", str(mail.body))
    assert found

    client = Client()
    form = client.get(found[1]).headers["Location"]
    client.post(form, {"password1": "a-brand-new-password", "password2": "a-brand-new-password"})

    assert is_in(log_in(password="a-brand-new-password"))
    assert not is_in(old)
    assert people.users[LONDON].check_password(PASSWORD)
    assert client.get(found[1]).status_code == 200
    assert "no longer works" in client.get(found[1]).content.decode()


@pytest.mark.usefixtures("people")
def test_changing_the_password_ends_every_other_session_and_is_told_by_mail(deliver: Deliver) -> None:
    other, client = log_in(), log_in()
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value

    said = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "a-brand-new-password", "password2": "a-brand-new-password"},
        follow=True,
    )

    assert said.redirect_chain == [("/account/", 302)]
    assert "Your password is changed." in said.content.decode()
    assert is_in(client)
    assert not is_in(other)
    assert not is_in(stolen)
    assert is_in(log_in(password="a-brand-new-password"))
    assert ["The password of your account was changed." in str(mail.body) for mail in deliver()] == [True]


def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(
    people: People, deliver: Deliver, settings: Settings
) -> None:
    settings.LOGIN_REDIRECT_URL = "/account/"
    client = log_in()

    question = client.post("/accounts/email/", {"email": "Liam@ABC.example", "action_add": ""})
    assert question.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(question.headers["Location"], {"password": PASSWORD})
    (mail,) = deliver()
    assert mail.to == ["liam@abc.example"]
    assert not is_in(log_in("liam@abc.example"))
    found = re.search(r"(/accounts/confirm-email/\S+)", str(mail.body))
    assert found
    client.post(found[1])

    user = people.users[LONDON]
    user.refresh_from_db()
    assert user.email == "liam@abc.example"
    assert is_in(log_in("liam@abc.example"))
    told = {mail.to[0]: str(mail.body) for mail in deliver()}
    assert "changed from member.london@abc.example to liam@abc.example" in told[LONDON]


def test_closing_an_account_ends_its_sessions_for_good(people: People) -> None:
    client = log_in()

    services.deactivate(user=people.users[LONDON], at=AT)
    assert not is_in(client)
    assert not is_in(log_in())

    services.reactivate(user=people.users[LONDON], at=AT)
    assert not is_in(client)
    assert is_in(log_in())


@pytest.mark.usefixtures("people")
def test_guessing_passwords_is_stopped(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "guessing"}}

    answers = [
        Client().post("/accounts/login/", {"login": LONDON, "password": f"guess-{guess}"}).content.decode()
        for guess in range(6)
    ]

    assert "Wait a few minutes, then try again." in answers[-1]
    assert not is_in(log_in())


@pytest.mark.usefixtures("people")
def test_asking_for_codes_without_end_is_refused_in_words(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "codes"}}

    answers = [Client().post("/accounts/login/code/", {"email": LONDON}) for _ in range(4)]

    assert answers[0].status_code == 302
    assert "Wait a few minutes, then try again." in answers[-1].content.decode()
    assert OutboundMessage.objects.filter(name="accounts/mail/login-code").count() == 3


@pytest.mark.usefixtures("people")
def test_one_machine_that_logs_in_without_end_is_refused_with_429(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "logins"}}

    answers = [Client().post("/accounts/login/", {"login": LONDON, "password": "x"}).status_code for _ in range(3)]

    assert answers == [200, 200, 429]


@pytest.mark.usefixtures("people")
def test_the_login_page_lists_the_demo_accounts_only_in_the_demo(settings: Settings) -> None:
    assert "manager@abc.example" in Client().get("/accounts/login/").content.decode()

    settings.PORTAL_DEMO = False

    assert "manager@abc.example" not in Client().get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_no_account_of_the_demo_is_offered_before_its_world_is_there() -> None:
    assert "Accounts of the demo" not in Client().get("/accounts/login/").content.decode()


@pytest.mark.usefixtures("people")
def test_one_click_logs_in_a_published_account() -> None:
    client = Client()

    answer = client.post("/demo/login/", {"email": LONDON, **HERE})

    assert answer.headers["Location"] == "/account/"
    assert is_in(client)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("email", ["lead.amer@vendor.example", "nobody@abc.example", ""])
def test_no_other_account_is_one_click_away(email: str) -> None:
    assert Client().post("/demo/login/", {"email": email}).status_code == 404


@pytest.mark.usefixtures("people")
def test_outside_the_demo_no_account_is_one_click_away(settings: Settings) -> None:
    settings.PORTAL_DEMO = False

    assert Client().post("/demo/login/", {"email": LONDON}).status_code == 404


@pytest.mark.usefixtures("people")
def test_the_one_click_login_needs_its_own_form() -> None:
    assert Client(enforce_csrf_checks=True).post("/demo/login/", {"email": LONDON}).status_code == 403
    assert Client().get("/demo/login/").status_code == 404


@pytest.mark.usefixtures("people")
def test_the_one_click_login_leads_nowhere_else(settings: Settings) -> None:
    settings.LOGIN_REDIRECT_URL = "/account/"

    answer = Client().post("/demo/login/", {"email": LONDON, "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/account/"


@pytest.mark.usefixtures("people")
def test_a_person_without_a_confirmed_address_is_asked_to_confirm_it(deliver: Deliver) -> None:
    User.objects.create_user("new@abc.example", PASSWORD, name="New")

    client = log_in("new@abc.example")

    assert not is_in(client)
    assert "/accounts/confirm-email/" in str(deliver()[0].body)
