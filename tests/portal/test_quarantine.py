"""Nothing leaves a restored portal before somebody has seen what would, and what is held as already sent."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from oncall.models import Delivery, EscalationRun
from outbox import services as outbox
from outbox.models import OutboundMessage, Quarantine
from portal import tasks
from portal.safekeeping import quarantine
from portal.watch import heartbeat, rounds
from portal.watch.lookout import lookout
from tests.asking import client_of
from tests.outbox.quarantined import BACKUP, HOUR, isolated, owe, states
from tests.pages import Reader
from tests.world import AT
from tickets.models import Milestone, Ticket
from tickets.services import reply

__all__ = ["isolated"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    lookout.reset()
    yield
    lookout.reset()


def out_of(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("work", [tasks.escalate, tasks.sweep_promises, tasks.tell_endings, tasks.sweep_contracts])
def test_the_rounds_rest_and_find_nothing_to_tell(work: Callable[[], object]) -> None:
    Milestone.objects.filter(broken_at=None).update(due_at=AT - HOUR)
    before = OutboundMessage.objects.count(), EscalationRun.objects.due_by(AT).count()
    work()
    assert (OutboundMessage.objects.count(), EscalationRun.objects.due_by(AT).count()) == before


@pytest.mark.usefixtures("isolated")
def test_the_outside_hears_no_heartbeat(settings: Settings) -> None:
    settings.HEARTBEAT_URL = "http://127.0.0.1:9/"
    for name in rounds.LABELS:
        outbox.ended(name, at=AT)
    assert heartbeat.beat(rounds.DELIVERIES, at=AT) is None
    quarantine.release(until=BACKUP, by="test", at=AT)
    assert outbox.is_ping_due(rounds.DELIVERIES, at=AT)


@pytest.mark.usefixtures("isolated")
def test_news_that_waited_is_told_and_what_it_tells_people_is_held() -> None:
    ticket = Ticket.objects.filter(requester__email=Reader.OWNER, status="open").earliest("pk")
    reply(ticket=ticket, author=User.objects.get(email=Reader.AGENT), body="Which version?", at=BACKUP)
    known = set(OutboundMessage.objects.to_people().values_list("pk", flat=True))
    quarantine.release(until=BACKUP, by="test", at=AT)
    assert (
        not OutboundMessage.objects.undelivered()
        .filter(kind="topic", created_at__lte=BACKUP, due_at__lte=BACKUP)
        .exists()
    )
    told = OutboundMessage.objects.to_people().exclude(pk__in=known)
    assert told.exists()
    assert all(row.dropped_at == AT for row in told.filter(due_at__lte=BACKUP))


@pytest.mark.usefixtures("isolated")
def test_news_that_nobody_can_read_keeps_no_portal_in_quarantine() -> None:
    outbox.publish("nobody.knows", "1", at=BACKUP)
    quarantine.release(until=BACKUP, by="test", at=AT)
    assert not outbox.is_isolated()
    assert OutboundMessage.objects.undelivered().filter(name="nobody.knows").exists()


@pytest.mark.usefixtures("isolated")
def test_a_call_that_is_held_counts_as_made() -> None:
    delivery = Delivery.objects.filter(attempt__isnull=False).latest("pk")
    Delivery.objects.filter(pk=delivery.pk).update(result=Delivery.Result.WAITING, ended_at=None)
    OutboundMessage.objects.filter(payload__delivery=delivery.pk).update(sent_at=None, due_at=BACKUP, created_at=BACKUP)
    quarantine.release(until=BACKUP, by="test", at=AT)
    delivery.refresh_from_db()
    assert delivery.result == Delivery.Result.SENT


@pytest.mark.usefixtures("isolated")
def test_the_command_only_says_what_a_release_would_do() -> None:
    owe("before", written=-HOUR)
    said = out_of("release")
    assert "Nothing was released. Add --yes" in said
    assert "notifications/mail/announcement" in said
    assert outbox.is_isolated()
    with pytest.raises(CommandError, match="between"):
        call_command("release", "--stopped-at", "2020-01-01T00:00")


def test_a_copy_is_put_into_quarantine_by_hand() -> None:
    with pytest.raises(CommandError, match="not in quarantine"):
        call_command("release")
    assert "`manage.py release` ends it" in out_of("quarantine")
    assert outbox.is_isolated()


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize(
    ("reader", "sees"), [(Reader.AGENT, True), (Reader.ADMINISTRATOR, True), (Reader.OWNER, False)]
)
def test_a_banner_says_so_to_the_vendors_people(reader: Reader, *, sees: bool) -> None:
    lookout.look(AT)
    page = client_of(reader).get("/", follow=True).content.decode()
    assert ("This portal is in quarantine." in page) is sees


@pytest.mark.usefixtures("isolated")
def test_an_administrator_releases_it_after_saying_that_the_other_portal_is_gone() -> None:
    owe("before", written=-HOUR)
    client = client_of(Reader.ADMINISTRATOR)
    address = reverse("status-release")
    assert "Leaves at once" in client.get(address).content.decode()
    refused = client.post(address, {})
    assert refused.status_code == 400
    assert "everything would be sent twice" in refused.content.decode()
    assert outbox.is_isolated()
    assert client.post(address, {"sure": "on"}).status_code == 302
    assert not outbox.is_isolated()
    assert Quarantine.objects.get().released_by == Reader.ADMINISTRATOR
    assert states()["before"] == "held"
