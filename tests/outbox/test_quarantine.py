"""What a restored portal holds and what it lets go, on either database."""

import pytest
from django.core import mail
from django.core.management import call_command

from outbox import services as outbox
from outbox.models import OutboundMessage
from portal import tasks
from portal.safekeeping import quarantine
from tests.outbox.quarantined import BACKUP, HOUR, isolated, owe, states
from tests.world import AT

__all__ = ["isolated"]

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.usefixtures("isolated")
def test_nothing_leaves_before_the_release_whoever_knocks() -> None:
    owe("before", written=-HOUR)
    call_command("sweep")
    tasks.sweep()
    assert outbox.deliver_due(handlers={"mail": lambda _message: None}, at=AT) == 0
    assert mail.outbox == []
    assert states() == {"before": "owed"}


@pytest.mark.usefixtures("isolated")
def test_a_release_holds_what_was_sent_before_and_lets_go_what_was_not() -> None:
    owe("sent then", written=-HOUR)
    owe("failed then", written=-HOUR, due=2 * HOUR)
    OutboundMessage.objects.filter(dedupe_key="failed then").update(attempts=2)
    owe("for later", written=-HOUR, due=HOUR / 2)
    owe("written since", written=HOUR / 2)
    plan = quarantine.plan(until=BACKUP, at=AT)
    found = next(group for group in plan.groups if group.name == "notifications/mail/announcement")
    assert (found.held, found.now, found.later) == (2, 2, 0)
    assert quarantine.release(until=BACKUP, by="test", at=AT) == plan.held
    assert states() == {"sent then": "held", "failed then": "held", "for later": "owed", "written since": "owed"}
    told: list[str] = []
    outbox.deliver_due(handlers={"mail": lambda message: told.append(message.dedupe_key)}, at=AT)
    assert {"for later", "written since"} <= set(told)
    assert not {"sent then", "failed then"} & set(told)


@pytest.mark.usefixtures("isolated")
def test_what_the_lost_portal_did_until_it_stopped_is_held_too() -> None:
    owe("for later", written=-HOUR, due=HOUR / 2)
    assert quarantine.release(until=BACKUP + HOUR / 2, by="test", at=AT) == 1
    assert states() == {"for later": "held"}
