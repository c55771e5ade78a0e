"""Customers are told that a version leaves support, on pages and once by mail at each step; agents have a list."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any, cast

import pytest
from django.urls import reverse

from accounts.models import Environment, Organization
from catalog.models import Product, Region, Version
from downloads.models import LifecycleNotice
from downloads.notices import tell_endings
from downloads.services import due_notices, settle_notice
from downloads.services.lifecycle import arm_notices
from entitlements.models import Contract, License
from entitlements.portfolio import affected, leaving
from oncall.models import Stumble
from outbox.models import OutboundMessage
from tests.downloads.conftest import AGENT, GOLD, client_of
from tests.refusing import refuse
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TODAY = AT.date()
LEAVING = ("Beacon Analytics", "2025")


def version(product: str = LEAVING[0], number: str = LEAVING[1]) -> Version:
    return Version.objects.select_related("product").get(product__name=product, number=number)


def ends(days: int, found: Version | None = None) -> Version:
    """The version leaves support so many days from today, and nothing else in the world soon."""
    found = found or version()
    Version.objects.exclude(pk=found.pk).update(sunset_on=None, eol_on=None)
    Version.objects.filter(pk=found.pk).update(sunset_on=TODAY + timedelta(days=days), eol_on=None)
    found.refresh_from_db()
    return found


def mails() -> list[tuple[str, int]]:
    rows = OutboundMessage.objects.filter(name="downloads/mail/ending").order_by("id")
    return [(row.recipient, row.payload["days"]) for row in rows]


def at(days: int) -> datetime:
    """Noon, so many days from today."""
    return datetime.combine(TODAY + timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=12)


@pytest.mark.both
def test_managers_and_billing_contacts_are_told_once_at_each_step() -> None:
    ends(100)
    told = [tell_endings(at=at(day)) for day in (0, 10, 10, 11, 70, 93, 99, 100, 101, 200)]

    assert told == [0, 1, 0, 0, 1, 1, 0, 1, 0, 0]
    goldleaf = [days for recipient, days in mails() if recipient == "manager@goldonly.example"]
    assert goldleaf == [90, 30, 7, 0]
    assert not [recipient for recipient, _days in mails() if recipient == GOLD]


def test_a_day_that_is_moved_is_told_anew() -> None:
    found = ends(30)
    assert tell_endings(at=at(0)) == 1
    Version.objects.filter(pk=found.pk).update(sunset_on=TODAY + timedelta(days=60))
    assert tell_endings(at=at(1)) == 1
    assert tell_endings(at=at(30)) == 1
    Version.objects.filter(pk=found.pk).update(sunset_on=None)
    assert tell_endings(at=at(54)) == 0

    assert [days for recipient, days in mails() if recipient == "manager@goldonly.example"] == [30, 59, 30]
    assert LifecycleNotice.objects.filter(superseded_at=None).count() == 0


def test_of_steps_that_were_missed_only_the_last_is_told() -> None:
    ends(20)
    assert tell_endings(at=at(0)) == 1
    assert [days for recipient, days in mails() if recipient == "manager@goldonly.example"] == [20]


def test_a_day_that_has_passed_when_it_is_entered_is_told_to_nobody() -> None:
    ends(-1)
    assert tell_endings(at=at(0)) == 0
    assert mails() == []


def test_a_notice_that_another_worker_told_meanwhile_is_not_told_again() -> None:
    ends(30)
    arm_notices(at=at(0))
    notice = due_notices(at=at(0)).first()
    assert notice is not None
    assert settle_notice(notice, at=at(0), told=1)
    assert not settle_notice(notice, at=at(0), told=1)


def test_a_notice_that_breaks_rests_and_the_others_are_told() -> None:
    ends(30)
    other = version("Meridian Server", "3.2")
    Version.objects.filter(pk=other.pk).update(sunset_on=TODAY + timedelta(days=30))
    arm_notices(at=at(0))
    broken = due_notices(at=at(0))[0]
    refuse("downloads_lifecyclenotice", "id", broken.pk)
    assert tell_endings(at=at(0)) == 1
    assert [row.what for row in Stumble.objects.all()] == [str(broken.version)]


def test_who_runs_it_is_concerned_and_who_has_not_said_what_it_runs() -> None:
    silent = Organization.objects.create(key="SIL", name="Silent")
    product = Product.objects.get(name="Beacon Analytics")
    described = {"product": product, "sold_in": Region.objects.get(code="AMER"), "purchased_on": date(2026, 1, 1)}
    License.objects.create(organization=silent, **described)

    assert {each.key for each in affected(version())} == {"GLD", "SIL"}
    Environment.objects.filter(organization__key="GLD", version=version()).update(retired_at=AT)
    assert {each.key for each in affected(version())} == {"SIL"}


def test_extended_term_is_named_in_the_mail_of_its_customer() -> None:
    ends(30, version("Meridian Server", "3.2"))
    tell_endings(at=at(0))
    rows = OutboundMessage.objects.filter(name="downloads/mail/ending", recipient="manager@extended.example")
    assert rows.get().payload["is_extended"]


def test_home_the_environment_and_the_form_of_a_ticket_say_what_is_left() -> None:
    words = "Beacon Analytics 2025 leaves support in 23 days"
    client = client_of("manager@goldonly.example")
    home = client.get("/").content.decode()
    assert words in home
    assert "add Extended-Term to the contract" in home
    environment = Environment.objects.get(organization__key="GLD", version=version())
    assert words in client.get(reverse("environment", args=[environment.pk])).content.decode()
    chosen = {"product": version().product_id, "version": version().pk, "kind": "break-fix", "severity": "3"}
    form = client.get("/tickets/new/")
    token = str(form.context["csrf_token"])
    sent = client.post("/tickets/new/", {**chosen, "show": "1", "csrfmiddlewaretoken": token})
    assert words in sent.content.decode()


def test_a_customer_on_a_version_that_has_left_support_is_told_so_unless_extended_term_covers_it() -> None:
    assert "Lattice Forms 2.4 left support on 1 March 2026" in (
        client_of("manager@everyday.example").get("/").content.decode()
    )
    assert "Meridian Server 3.2" not in client_of("manager@extended.example").get("/").content.decode()


@pytest.mark.both
def test_the_exposure_list_has_who_is_not_caught_by_extended_term() -> None:
    found = {(each.organization.key, str(each.version)): each.is_extended for each in leaving(TODAY, ahead=180)}

    assert found == {
        ("EVE", "Lattice Forms 2.4"): False,
        ("GLD", "Beacon Analytics 2025"): False,
        ("LTR", "Meridian Server 3.2"): True,
    }
    Contract.objects.filter(number="C-1005").update(status="suspended")
    assert not next(each for each in leaving(TODAY) if each.organization.key == "LTR").is_extended


def listed(**query: str) -> str:
    return client_of(AGENT).get("/downloads/exposure/", query).content.decode()


def test_agents_narrow_the_exposure_list_and_take_it_away_as_it_is_shown() -> None:
    assert "Everfresh Foods" in listed()
    assert "Longterm Rail" not in listed()
    assert "Everfresh Foods" not in listed(product="beacon-analytics")
    assert "Everfresh Foods" not in listed(kind="coming")
    assert "Goldleaf Optics" not in listed(kind="over")
    assert "Goldleaf Optics" not in listed(q="fresh")
    assert "No customer is exposed here" in listed(q="nobody")
    answer = cast("Any", client_of(AGENT).get("/downloads/exposure/", {"kind": "coming", "show": "csv"}))
    rows = list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["Goldleaf Optics", "Beacon Analytics", "2025", "end of standard support", "2026-07-03", "23", "Board reports"]
    ]


def test_nobody_but_agents_sees_who_is_exposed() -> None:
    assert client_of("manager@goldonly.example").get("/downloads/exposure/").status_code == 404
