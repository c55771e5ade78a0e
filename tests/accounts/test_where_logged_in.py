"""Everybody sees where they are logged in, and can end all of it but the session they look from."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from accounts.services import PASSWORD
from accounts.wording import device
from tests.pages import Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0"
)


def logged_in(reader: Reader, browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post(reverse("account_login"), {"login": reader, "password": PASSWORD})
    return client


def page(client: Client) -> str:
    return client.get(reverse("usersessions_list")).content.decode()


def test_each_login_is_named_by_its_browser_and_the_one_in_use_is_marked() -> None:
    logged_in(Reader.OWNER, IPHONE)
    said = page(logged_in(Reader.OWNER, FIREFOX))

    assert said.count("here</span>") == 1
    assert said.index("Firefox on Linux") < said.index("here</span>") < said.index("Safari on iPhone")


def test_logging_out_everywhere_else_ends_the_others_and_not_this_one() -> None:
    phone, desktop, agent = (
        logged_in(Reader.OWNER, IPHONE),
        logged_in(Reader.OWNER, FIREFOX),
        logged_in(Reader.AGENT, EDGE),
    )
    answer = desktop.post(reverse("usersessions_list"), follow=True)

    assert "You are logged out everywhere else." in answer.content.decode()
    assert "Safari on iPhone" not in answer.content.decode()
    assert phone.get("/account/").status_code == 302
    assert desktop.get("/account/").status_code == agent.get("/account/").status_code == 200


def test_a_login_that_the_list_does_not_know_ends_too() -> None:
    phone, desktop = logged_in(Reader.OWNER, IPHONE), logged_in(Reader.OWNER, FIREFOX)
    UserSession.objects.exclude(user_agent=FIREFOX).delete()
    desktop.post(reverse("usersessions_list"))

    assert phone.get("/account/").status_code == 302
    assert "here</span>" in page(desktop)


def test_a_login_without_a_password_is_on_the_list_too() -> None:
    client = Client(headers={"user-agent": EDGE})
    client.post(reverse("people:demo-login"), {"email": Reader.OWNER})

    assert "Edge on Windows" in page(client)


def test_a_changed_password_leaves_the_session_of_its_change_alone() -> None:
    phone, desktop = logged_in(Reader.OWNER, IPHONE), logged_in(Reader.OWNER, FIREFOX)
    new = "quite another word 7"
    desktop.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert phone.get("/account/").status_code == 302
    said = page(desktop)
    assert "Firefox on Linux" in said
    assert "Safari on iPhone" not in said


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("curl/8.11.0", "Another program"),
        ("", "Another program"),
        ("Mozilla/5.0 (X11; CrOS x86_64)", "ChromeOS"),
    ],
)
def test_a_browser_is_called_what_people_call_it(header: str, said: str) -> None:
    assert device(header) == said
