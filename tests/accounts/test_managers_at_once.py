"""Two managers who remove each other in the same moment: one of them stays."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from accounts import services
from accounts.demo import load_people
from accounts.models import Contact, User
from catalog.models import Desk, Region
from common.refusal import Unable

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
MANAGERS = ("manager@abc.example", "member.london@abc.example")


def at_once(calls: list[Callable[[], None]]) -> list[str]:
    """Run all at the same moment, each in its own connection; the codes of those that were refused."""
    start = Barrier(len(calls))

    def run(call: Callable[[], None]) -> str:
        try:
            start.wait(timeout=20)
            call()
        except Unable as unable:
            return unable.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(calls)) as pool:
        return [code for code in pool.map(run, calls) if code]


def test_an_organization_keeps_a_manager_whatever_happens_at_once(at: datetime) -> None:
    zones = {"AMER": "America/Los_Angeles", "EMEA": "Europe/London", "APAC": "Asia/Hong_Kong"}
    regions = {code: Region.objects.create(code=code, name=code, city=code, zone=zone) for code, zone in zones.items()}
    desks = {code: Desk.objects.create(code=code, name=code, region=region) for code, region in regions.items()}
    people = load_people(at=at, regions=regions, desks=desks)
    first, second = (people.contacts[email] for email in MANAGERS)
    second.roles.create(role="manager", granted_at=at)

    def remove(contact: Contact, actor: User) -> Callable[[], None]:
        return lambda: services.mark_left(contact=contact, actor=actor, at=at)

    refused = at_once([remove(first, second.user), remove(second, first.user)])

    assert refused == ["not-a-manager"]
    assert Contact.objects.current().with_role("manager").filter(organization=first.organization).count() == 1
