"""A ticket has a known issue: it says so, and whoever filed it is told once that is fixed."""

import pytest

from knowledgebase import services as knowledgebase
from knowledgebase.models import Article
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.bridges.services import explain
from portal.followers import handlers
from tests.bridges.conftest import EDWARD, LIAM, client_of, user
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

ISSUE = "meridian-cluster-lease-lost"


def mails(ticket: Ticket) -> list[OutboundMessage]:
    """What is owed about the ticket once all news have been told."""
    deliver_due(handlers={"topic": handlers(AT)["topic"]}, at=AT)
    return list(OutboundMessage.objects.filter(name="bridges/mail/fixed", payload__reference=ticket.reference))


def fix() -> None:
    knowledgebase.mark_fixed(
        article=Article.objects.get(slug=ISSUE), fixed_in="Meridian Server 5.1.3", actor=user(EDWARD), at=AT
    )


def test_an_agent_links_an_issue_and_takes_it_off(ticket: Ticket) -> None:
    client, url = client_of(EDWARD), f"/tickets/{ticket.reference}/known-issues/"
    assert client.post(url, {"article": ISSUE}).status_code == 302
    assert "Known issue" in client_of(LIAM).get(f"/references/ticket/{ticket.reference}/").content.decode()

    client.post(url, {"article": ISSUE, "state": "off"})
    assert "Known issue" not in client_of(LIAM).get(f"/references/ticket/{ticket.reference}/").content.decode()
    assert list(ticket.events.filter(code__startswith="issue_").order_by("id").values_list("code", "is_internal")) == [
        ("issue_linked", True),
        ("issue_unlinked", True),
    ]


def test_whoever_filed_is_told_once_that_it_is_fixed(ticket: Ticket) -> None:
    OutboundMessage.objects.all().delete()
    article = Article.objects.select_related("published").get(slug=ISSUE)
    explain(ticket=ticket, article=article, actor=user(EDWARD), at=AT)
    fix()

    (mail,) = mails(ticket)
    assert (mail.recipient, mail.payload["version"]) == (LIAM, "Meridian Server 5.1.3")
    handlers(AT)["topic"](OutboundMessage.objects.filter(name="article.fixed").earliest("id"))
    assert len(mails(ticket)) == 1
    assert "is fixed in Meridian Server 5.1.3" in client_of(LIAM).get(f"/tickets/{ticket.reference}/").content.decode()


def test_nobody_is_told_of_an_issue_that_is_for_agents_alone(ticket: Ticket) -> None:
    OutboundMessage.objects.all().delete()
    article = Article.objects.select_related("published").get(slug=ISSUE)
    article.published.visibility = "internal"  # type: ignore[union-attr]
    article.published.save(update_fields=["visibility"])  # type: ignore[union-attr]
    explain(ticket=ticket, article=article, actor=user(EDWARD), at=AT)
    fix()

    assert mails(ticket) == []
    assert "is fixed in" not in client_of(LIAM).get(f"/tickets/{ticket.reference}/").content.decode()


def test_an_issue_that_is_fixed_is_offered_no_more(ticket: Ticket) -> None:
    url = f"/tickets/{ticket.reference}/known-issues/"
    assert ISSUE in client_of(EDWARD).get(url).content.decode()
    fix()
    assert ISSUE not in client_of(EDWARD).get(url).content.decode()
    assert client_of(EDWARD).post(url, {"article": ISSUE}).status_code == 422
