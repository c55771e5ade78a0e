"""What is said of an address: who may ask for it, what answers, and at what cost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from notifications.rules import KINDS


class Reader(StrEnum):
    """Who asks. The ticket of the list is Liam's, of ABC in London, under a contract sold in AMER."""

    OWNER = "member.london@abc.example"
    TEAMMATE = "member.hongkong@abc.example"
    MANAGER = "manager@abc.example"
    VIEWER = "billing@abc.example"
    CUSTOMER = "member@goldonly.example"
    PARTNER = "manager@partner.example"
    STRANGER = "stranger@nowhere.example"
    LEAD = "lead.emea@vendor.example"
    AGENT = "agent.emea@vendor.example"
    FAR_AGENT = "agent.apac@vendor.example"
    ADMINISTRATOR = "admin@vendor.example"
    ANONYMOUS = ""


PLAIN = frozenset(
    {
        "about",
        "hour",
        "month",
        "is_mailed",
        "quiet_ends",
        "quiet_starts",
        "quiet_weekdays",
        "rhythm",
        "weekday",
        "add",
        "after",
        "answer",
        "as_of",
        "asks_for",
        "attachments",
        "before",
        "besides",
        "body",
        "bundle",
        "changed",
        "comment",
        "csrfmiddlewaretoken",
        "current",
        "dayN",
        "decision",
        "description",
        "do",
        "edit",
        "email",
        "emergency_confirmed",
        "reviewed",
        "ends_at",
        "field-N",
        "filed_from",
        "filed_until",
        "fixed_in",
        "found",
        "home_region",
        "is_public",
        "is_upheld",
        "helpful",
        "join-N-decision",
        "join-N-home_region",
        "kind",
        "known",
        "known_at",
        "message",
        "minutes",
        "mode",
        "name",
        "next",
        "note",
        "notes",
        "number",
        "others",
        "page",
        "part",
        "password",
        "platform",
        "pin",
        "promise",
        "publish_at",
        "q",
        "query",
        "quote",
        "read",
        "reason",
        "region",
        "roles",
        "row",
        "saved",
        "visibility",
        "summary",
        "slug",
        "score",
        "seen",
        "severity",
        "show",
        "signature",
        "since",
        "sort",
        "starts_at",
        "state",
        "status",
        "subject",
        "sure",
        "tag",
        "tags",
        "title",
        "token",
        "until",
        "use",
        "view",
        "waiting_for",
        "what",
        "what_if",
        "whose",
        "words",
        "writing",
        *(f"{way}-{kind}" for way in ("inbox", "mail") for kind in KINDS),
    }
)
"""Fields that name no row, or one that everybody may know: what is typed, chosen from a closed list, or counted."""

Answers = Mapping[Reader, int]
Arguments = Callable[[], dict[str, Any]]

DESK = (Reader.AGENT, Reader.LEAD)
LOGIN = 302  # sent to the login page
FORBIDDEN = 403
TO_ALL: Answers = dict.fromkeys(Reader, 200)
TO_KNOWN: Answers = {**TO_ALL, Reader.ANONYMOUS: LOGIN}


def agents(answer: int = 200, *, others: int = 404) -> Answers:
    """Every agent gets `answer`; everybody else `others`, anonymous readers the login page."""
    working = dict.fromkeys((*DESK, Reader.FAR_AGENT, Reader.ADMINISTRATOR), answer)
    return {**dict.fromkeys(Reader, others), **working, Reader.ANONYMOUS: LOGIN}


@dataclass(frozen=True)
class Address:
    """An address: its name, its answers, and the statements that it may cost its `portrait` reader.

    `looked_at` says whether people see it as a page: then it must pass axe, work without JavaScript and have a
    picture, all as `portrait`; `bare` names a reader who finds it empty. A `POST` page is asked with `data`.

    `rows` names each field that the address takes from a form or a query and that names a row, with a row that
    `portrait` may not reach: it must be answered as one that does not exist. `known` are those whose rows every reader
    of the address may know, all other fields are in `PLAIN`.
    """

    name: str
    answers: Answers
    statements: int
    portrait: Reader = Reader.OWNER
    bare: Reader | None = None
    arguments: Arguments = dict
    data: Arguments = field(default=dict)
    method: str = "GET"
    looked_at: bool = True
    rows: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    known: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What tests call it."""
        return f"{self.name}-form" if self.method == "POST" else self.name


def abc(*, of_abc: int, others: int = 404, **differing: int) -> Answers:
    """Contacts of ABC and agents get `of_abc`, others `others`; `differing` names readers in lower case."""
    contacts = (Reader.OWNER, Reader.TEAMMATE, Reader.MANAGER, Reader.VIEWER)
    inside = (*contacts, *DESK, Reader.FAR_AGENT, Reader.ADMINISTRATOR)
    answers = {**dict.fromkeys(Reader, others), **dict.fromkeys(inside, of_abc), Reader.ANONYMOUS: LOGIN}
    return answers | {Reader[name.upper()]: answer for name, answer in differing.items()}


def of_the_desk(answer: int, *, customers: int = 404) -> Answers:
    """The agent of London and its lead get `answer`; everybody else, agents of other desks included, finds nothing.

    The ticket's owner and its manager get `customers`. The viewer reads what they read; what changes something is
    forbidden to it.
    """
    own = dict.fromkeys((Reader.OWNER, Reader.MANAGER), customers)
    reading = FORBIDDEN if customers == LOGIN else customers
    return {
        **dict.fromkeys(Reader, 404),
        **own,
        Reader.VIEWER: reading,
        **dict.fromkeys(DESK, answer),
        Reader.ANONYMOUS: LOGIN,
    }
