"""What is for agents only is looked for in every byte that a customer gets: links, search, feeds and mails.

`tests/test_isolation.py` looks for it at every address.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.querysets import is_agent
from notifications.models import Notification
from notifications.rules import Mail, Wish
from notifications.services import choose
from outbox.services import deliver_due
from portal.followers import handlers
from tests.asking import client_of
from tests.canary import CANARY, hide, sent
from tests.pages import Reader
from tests.test_rows_in_forms import body
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]

CUSTOMERS = [Reader.OWNER, Reader.TEAMMATE, Reader.MANAGER, Reader.VIEWER, Reader.CUSTOMER, Reader.STRANGER]
READERS = [*CUSTOMERS, Reader.ANONYMOUS]
MOST_PAGES = 150
LINK = re.compile(rb'(?:href|src|action|hx-get)="(/[^"#]*)')
# Leaving ends the walk, and static files are the same for everybody.
NOT_WALKED = ("/accounts/logout/", "/static/")


@pytest.fixture
def ticket() -> Ticket:
    """The ticket of the list, with the canary in everything about it that is for agents."""
    return hide()


def test_an_agent_is_told_it(ticket: Ticket) -> None:
    page = sent(client_of(Reader.AGENT).get(f"/tickets/{ticket.reference}/"))

    assert page.count(CANARY.encode()) > 1


def walk(client: Client) -> Iterator[tuple[str, bytes]]:
    """Every page that links lead to from home and login, as a browser would ask for it."""
    waiting = ["/", "/accounts/login/"]
    seen = set(waiting)
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        content = sent(client.get(url))
        yield url, content
        found = {link.decode().replace("&amp;", "&") for link in LINK.findall(content)}
        fresh = sorted(link for link in found - seen if not link.startswith(NOT_WALKED))
        seen.update(fresh)
        waiting.extend(fresh)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name.lower())
@pytest.mark.usefixtures("ticket")
def test_no_link_leads_a_customer_to_what_is_for_agents(reader: Reader) -> None:
    walked = dict(walk(client_of(reader)))

    assert len(walked) > 2
    assert [url for url, content in walked.items() if CANARY.encode() in content] == []


@pytest.mark.parametrize("reader", CUSTOMERS, ids=lambda reader: reader.name.lower())
@pytest.mark.usefixtures("ticket")
def test_a_search_for_it_finds_nothing(reader: Reader) -> None:
    client = client_of(reader)
    found, nothing = (body(client.get("/tickets/", {"whose": "all", "q": word}), word) for word in (CANARY, "zzz"))

    assert found == nothing


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name.lower())
@pytest.mark.usefixtures("ticket")
def test_the_one_search_finds_nothing_of_it(reader: Reader) -> None:
    while deliver_due(handlers=handlers(AT), at=AT):
        pass
    client = client_of(reader)
    answers = ((client.get("/search/", {"q": word}), word) for word in (CANARY, "zzz9e1"))
    found, nothing = (body(answer, word).replace(word.encode(), b"ROW") for answer, word in answers)
    typed = client.get("/search/", {"q": CANARY[:8]}, headers={"HX-Request": "true"})

    assert found == nothing
    assert b"search-result" not in found + sent(typed)


@pytest.mark.usefixtures("ticket")
def test_an_agent_finds_it_in_the_one_search() -> None:
    while deliver_due(handlers=handlers(AT), at=AT):
        pass

    assert b"search-note" in sent(client_of(Reader.AGENT).get("/search/", {"q": CANARY}))


@pytest.mark.usefixtures("ticket")
def test_no_mail_tells_a_customer_what_is_for_agents() -> None:
    mail.outbox.clear()
    while deliver_due(handlers=handlers(AT), at=AT):
        pass

    told = {address for message in mail.outbox if CANARY in message.message().as_string() for address in message.to}
    assert {user.email for user in User.objects.filter(email__in=told) if not is_agent(user)} == set()
    assert len(mail.outbox) > 1


@pytest.mark.usefixtures("ticket")
def test_no_inbox_and_no_digest_tells_a_customer_what_is_for_agents() -> None:
    mail.outbox.clear()
    for person in User.objects.filter(email__in=CUSTOMERS):
        wishes = {code: Wish(inbox=True, mail=Mail.DIGEST) for code in ("reply", "progress", "resolved", "mention")}
        choose(user=person, wishes=wishes, at=AT)
    later = AT + timedelta(days=2)
    while deliver_due(handlers=handlers(AT), at=AT) or deliver_due(handlers=handlers(later), at=later):
        pass

    digests = [message for message in mail.outbox if "digest" in message.subject]
    assert digests
    assert [message.to for message in digests if CANARY in message.message().as_string()] == []
    for reader in CUSTOMERS:
        assert CANARY.encode() not in sent(client_of(reader).get("/inbox/"))
    told = Notification.objects.exclude(recipient__agent__isnull=False)
    assert told.exists()
    assert [row.code for row in told if CANARY in str(row.facts) or row.kind == "note"] == []
