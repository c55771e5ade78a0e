"""What people are told: inbox, preferences, mutes, announcements, and ending mails."""

from typing import Any

from accounts.models import User
from notifications import services
from notifications.models import Announcement, Notification
from tests.pages.objects import SUBJECT, liams_ticket
from tests.pages.registry import FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, of_the_desk
from tests.world import AT
from tickets.models import Ticket

DONE = 302
OWN: Answers = {**dict.fromkeys(Reader, 404), Reader.OWNER: DONE, Reader.ANONYMOUS: LOGIN}


def liams_entry() -> dict[str, Any]:
    """What Liam's inbox says about the ticket of the list."""
    reference = Ticket.objects.get(**liams_ticket()).reference
    reader = User.objects.get(email=Reader.OWNER)
    news = services.News(
        kind="reply",
        code="replied",
        about=f"ticket:{reference}",
        event="pages",
        title=f"{reference}: {SUBJECT}",
        url=f"/tickets/{reference}/",
        mail="tickets/mail/replied",
        door=f"ticket:{reference}",
    )
    services.notify(reader=reader, news=news, at=AT)
    return {"pk": Notification.objects.get(dedupe_key=f"pages:{reader.email}").pk}


def maintenance() -> dict[str, Any]:
    """An announcement for everybody that runs."""
    return {"pk": Announcement.objects.get(title__startswith="Maintenance").pk}


def liams_link() -> dict[str, Any]:
    """The secret that ends Liam's mails of replies."""
    liam = User.objects.get(email=Reader.OWNER)
    return {"token": services.token_of(liam.pk, liam.email, "reply")}


def announcers(answer: int) -> Answers:
    """Leads and administrators get `answer`, other agents are forbidden, customers find nothing."""
    agents = {Reader.LEAD: answer, Reader.ADMINISTRATOR: answer, Reader.AGENT: FORBIDDEN, Reader.FAR_AGENT: FORBIDDEN}
    return {**dict.fromkeys(Reader, 404), **agents, Reader.ANONYMOUS: LOGIN}


def chosen() -> dict[str, Any]:
    """The form of the preferences as a customer sends it."""
    mails = {f"mail-{kind}": "now" for kind in KINDS_OF_CUSTOMERS}
    return {**mails, "rhythm": "daily", "weekday": "0", "hour": "8"}


KINDS_OF_CUSTOMERS = (
    "filed",
    "reply",
    "asked",
    "progress",
    "resolved",
    "mention",
    "following",
    "answer",
    "article",
    "release",
    "ending",
    "units",
    "contract",
    "emergency",
    "window",
    "announcement",
    "membership",
)


def written() -> dict[str, Any]:
    """An announcement as its form sends it."""
    return {"title": "A new version", "body": "It is **out**.", "severity": "info"}


def _writing(name: str, statements: int, **said: Any) -> Address:
    described = {"portrait": Reader.LEAD, "arguments": maintenance, **said}
    is_sent = described.get("method") == "POST"
    return Address(
        f"notifications:announcement-{name}",
        announcers(DONE if is_sent else 200),
        statements=statements,
        looked_at=not is_sent,
        **described,
    )


AGENTS = (Reader.AGENT, Reader.LEAD, Reader.FAR_AGENT, Reader.ADMINISTRATOR)
MUTING = of_the_desk(200, customers=200)
PAGES: tuple[Address, ...] = (
    Address("inbox", TO_KNOWN, statements=7, bare=Reader.STRANGER),
    Address("inbox-entry", OWN, statements=6, arguments=liams_entry, looked_at=False),
    Address("inbox-count", TO_KNOWN, statements=2, looked_at=False),
    Address(
        "inbox-news",
        {**dict.fromkeys(Reader, 204), Reader.ANONYMOUS: LOGIN},
        statements=3,
        data=lambda: {"after": 10**12},
        looked_at=False,
    ),
    Address(
        "inbox-reading",
        dict.fromkeys(Reader, DONE),
        statements=3,
        data=lambda: {"state": "read", "about": "ticket:ABC-1"},
        method="POST",
        looked_at=False,
    ),
    Address("notifications:preferences", TO_KNOWN, statements=6),
    Address(
        "notifications:preferences",
        dict.fromkeys(Reader, DONE) | dict.fromkeys(AGENTS, 422),
        statements=20,
        data=chosen,
        method="POST",
        looked_at=False,
    ),
    Address("notifications:unsubscribe", TO_ALL, statements=3, portrait=Reader.ANONYMOUS, arguments=liams_link),
    Address(
        "notifications:unsubscribe",
        TO_ALL,
        statements=12,
        portrait=Reader.ANONYMOUS,
        arguments=liams_link,
        method="POST",
        looked_at=False,
    ),
    Address("tickets:muting", MUTING, statements=6, arguments=liams_ticket),
    Address(
        "tickets:muting",
        {reader: DONE if answer == 200 else answer for reader, answer in MUTING.items()},
        statements=6,
        arguments=liams_ticket,
        data=lambda: {"state": "on"},
        method="POST",
        looked_at=False,
    ),
    Address("announcements", TO_ALL, statements=6, portrait=Reader.LEAD),
    Address("announcement", TO_ALL, statements=9, portrait=Reader.LEAD, arguments=maintenance),
    Address(
        "announcement-dismissal",
        dict.fromkeys(Reader, DONE),
        statements=5,
        arguments=maintenance,
        method="POST",
        looked_at=False,
    ),
    _writing("new", 8, arguments=dict, known=("products", "regions")),
    _writing("text", 10, known=("products", "regions")),
    _writing("publication", 6),
    _writing("withdrawal", 6),
    _writing("new", 16, arguments=dict, data=written, method="POST", known=("products", "regions")),
    _writing("text", 18, data=written, method="POST", known=("products", "regions")),
    _writing("publication", 14, method="POST"),
    _writing("withdrawal", 13, method="POST"),
)
