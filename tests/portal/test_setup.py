"""A new portal is set up by one command, which may be broken off, run again, and run by a machine."""

import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import Agent, User
from catalog import rules
from catalog.models import Desk, Region
from common import brand
from portal.answers import UnableToSetUp, read_week

pytestmark = [pytest.mark.django_db]
GIVEN = {
    "region": "EMEA",
    "region_name": "Europe",
    "city": "London",
    "zone": "Europe/London",
    "country": "GB",
    "subdivision": "ENG",
    "hours": "Mon-Fri 09:00-17:00, Sat 10:00-12:00",
    "desk": "London desk",
    "email": "Ada@Vendor.example",
    "name": "Ada Byron",
}

EMPTY = {
    "/organization/": "No organization yet.",
    "/kb/": "No article yet.",
    "/downloads/": "No release yet.",
    "/kb/subscriptions/": "There is no product yet.",
}
"""What pages say to the first agent, who finds nothing in them."""


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where the look of this portal is kept."""
    settings.BRAND_FOLDER = tmp_path / "brand"
    return tmp_path / "brand"


def set_up(**changed: Any) -> str:
    out = StringIO()
    call_command("setup", **{**GIVEN, "no_input": True, **changed}, stdout=out)
    return out.getvalue()


def test_a_machine_sets_up_a_region_a_desk_and_an_agent() -> None:
    said = set_up(test_mail="ops@vendor.example")
    region = Region.objects.get(code="EMEA")
    assert region.business_hours.count() == 6
    assert region.holidays.filter(name__icontains="christmas").exists()
    assert not region.holiday_proposals.filter(decided_at=None).exists()
    agent = Agent.objects.get()
    assert agent.user.email == "ada@vendor.example"
    assert agent.user.is_superuser
    assert not agent.user.has_usable_password()
    assert agent.memberships.get().desk == Desk.objects.get(region=region)
    assert [letter.to for letter in mail.outbox] == [["ops@vendor.example"]]
    client = Client()
    client.force_login(agent.user)
    for form in ("/kb/new/", "/community/ask/"):
        choices = HTMLParser(client.get(form).content).css("select[name=category] option[value]:not([value=''])")
        assert [choice.text() for choice in choices] == ["General"]
    for page, words in EMPTY.items():
        assert words in " ".join(client.get(page).content.decode().split())
    assert "category General" not in set_up()
    assert "changepassword ada@vendor.example" in said


def test_running_it_again_changes_nothing() -> None:
    set_up()
    before = (Region.objects.get().calendar_version, Agent.objects.get().pk)
    said = set_up(region="OTHER", email="other@vendor.example")
    assert (Region.objects.get().calendar_version, Agent.objects.get().pk) == before
    assert "London desk is there" in said


def test_a_name_of_the_environment_is_told_as_the_one_that_pages_bear(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert "bear the name Acme Systems (--vendor-name changes it)" in set_up(vendor_name="Acme Systems")
    monkeypatch.setenv("VENDOR_NAME", "Northwind")
    settings.VENDOR_NAME = "Northwind"
    said = set_up(vendor_name="Acme Systems")
    assert "Pages show Northwind in" in said
    assert "bear the name Northwind (VENDOR_NAME; unset it" in said


def test_what_was_broken_off_goes_on() -> None:
    with pytest.raises(CommandError, match=r"not an e-mail address.*run setup again"):
        set_up(email="nobody")
    assert Region.objects.exists()
    assert not Agent.objects.exists()
    set_up()
    assert Region.objects.count() == 1
    assert Agent.objects.exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"zone": "London"}, "no time zone London. Use a name such as Europe/London"),
        ({"hours": "nine to five"}, "are no hours. Write them as in"),
        ({"hours": "Mon-Fri 09:00-25:00"}, "25:00 is not a time of day"),
        ({"hours": "Mon 09:00-12:00, Mon 11:00-13:00"}, "overlap"),
        ({"country": "XX"}, "country"),
        ({"country": "Germany"}, "Germany is no country. Write its two letters, such as GB"),
        ({"subdivision": "ZZ"}, "No holidays are published for GB ZZ"),
        ({"country": "-"}, "Without a country there is no part of it"),
        ({"region": "two words"}, "letters, numbers, underscores or hyphens"),
        ({"desk": "d" * 81}, "at most 80 characters"),
        ({"region_name": "two\nlines"}, "characters that are not shown"),
        ({"city": None}, "give it as --city"),
    ],
)
def test_an_answer_that_cannot_be_used_says_what_would_be(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        set_up(**changed)
    assert not Region.objects.exists()


def test_somebody_who_has_an_account_is_not_made_an_agent_by_mistake() -> None:
    User.objects.create(email="ada@vendor.example", name="Ada")
    with pytest.raises(CommandError, match="has an account already"):
        set_up()


def test_a_mail_server_that_is_not_there_is_named(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match=r"was not sent: ConnectionRefusedError.*EMAIL_HOST"):
        set_up(test_mail="ops@vendor.example")
    assert Agent.objects.exists()


Typing = Callable[..., list[str]]


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Typing:
    """Lets somebody type these lines; what was asked. An exception among them is a key such as Ctrl-C."""

    def typed(*lines: str | type[BaseException]) -> list[str]:
        asked, answers = [], iter(lines)

        def answer(question: str) -> str:
            asked.append(question)
            line = next(answers)
            if isinstance(line, str):
                return line
            raise line

        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", answer)
        return asked

    return typed


def test_a_person_is_asked_and_enter_takes_what_is_offered(typing: Typing, folder: Path) -> None:
    asked = typing("Acme", "#0b7285", "", "", *[""] * 8, "ada@vendor.example", "Ada", "")
    call_command("setup", stdout=StringIO())
    assert "Its time zone [Europe/London]: " in asked
    assert (brand.read(folder).name, brand.read(folder).accent) == ("Acme", "#0b7285")
    assert str(Region.objects.get().zone) == "Europe/London"
    assert Agent.objects.get().user.name == "Ada"


def test_a_wrong_answer_is_told_and_asked_for_again_and_nothing_is_typed_twice(typing: Typing, folder: Path) -> None:
    said = StringIO()
    look = ("-", "Acme", "blue", "#0b7285", "/gone.png", "", "")
    place = ("E M", "EMEA", "Europe", "-", "Berlin", "Berlin", "Europe/Berlin", "Germany", "DE", "ZZ", "BE")
    rest = ("9 to 5", "Sun-Thu 09:00-17:00", "", "ada", "ada@vendor.example", "", "Ada", "nowhere", "")
    asked = typing(*look, *place, *rest)
    call_command("setup", stdout=said)
    assert len(asked) == len((*look, *place, *rest))
    for words in ("name is empty", "blue is not a colour", "There is no file /gone.png", "letters, numbers"):
        assert words in said.getvalue()
    for words in ("time zone Berlin", "Germany is no country", "for DE ZZ", "9 to 5", "ada is not an e-mail address"):
        assert words in said.getvalue()
    assert brand.read(folder).accent == "#0b7285"
    days = Region.objects.get().business_hours.order_by("weekday").values_list("weekday", flat=True)
    assert list(days) == [0, 1, 2, 3, 6]


@pytest.mark.parametrize("key", [KeyboardInterrupt, EOFError])
def test_whoever_breaks_it_off_is_told_how_it_goes_on(typing: Typing, key: type[BaseException]) -> None:
    typing("Acme", "", "", "", "EMEA", key)
    with pytest.raises(CommandError, match=r"Broken off.*run setup again"):
        call_command("setup", stdout=StringIO())
    assert not Region.objects.exists()


def test_what_is_not_given_of_the_look_stays(settings: Settings, folder: Path, tmp_path: Path) -> None:
    logo = tmp_path / "acme.svg"
    logo.write_text("<svg/>")
    set_up(vendor_name="Acme", colour="#ffcc00", logo=str(logo))
    settings.BRAND = before = brand.read(folder)
    set_up(vendor_name="Acme Systems")
    settings.BRAND = after = brand.read(folder)
    assert (after.accent, after.accent_dark, after.logo) == (before.accent, before.accent_dark, before.logo)
    set_up(logo="-")
    assert brand.read(folder).logo == ""


def test_hours_may_run_into_the_next_day() -> None:
    assert read_week("Fri 22:00-06:00") == [rules.Hours(4, 1320, 360)]
    with pytest.raises(UnableToSetUp, match="are no hours"):
        read_week("Foo-Fri 09:00-17:00")
