"""How a story of the demo world is told: who, what, and how long after the ticket was filed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

MANAGER, LONDON, HONG_KONG = "manager@abc.example", "member.london@abc.example", "member.hongkong@abc.example"
EVERYDAY, BUSINESS_DAY = "member@everyday.example", "member@businessday.example"
GOLD_ONLY, EXTENDED, LAPSED = "member@goldonly.example", "member@extended.example", "member@lapsed.example"
STRANGER, PARTNER = "stranger@nowhere.example", "member@partner.example"
AMER, EMEA, APAC = "agent.amer@vendor.example", "agent.emea@vendor.example", "agent.apac@vendor.example"
HEAD_EMEA, ADMINISTRATOR = "lead.emea@vendor.example", "admin@vendor.example"


class Act(Enum):
    """What somebody does to a ticket."""

    TAKE = "take"
    REPLY = "reply"
    NOTE = "note"
    ASK = "ask"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"
    RATE = "rate"
    WAIT = "wait"
    SCHEDULE = "schedule"
    SEVERITY = "severity"
    DISPUTE = "dispute"
    HAND_OVER = "hand over"
    SPAM = "spam"
    FOLLOW_UP = "follow up"
    EDIT = "edit"
    WATCH = "watch"
    TAG = "tag"
    TIME = "time"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Step:
    """One act of `who`, `after` the ticket was filed; `text` is what is said or asked for.

    A severity, a score, a desk's code, minutes or an address lead the text where the act needs one.
    """

    after: timedelta
    who: str
    act: Act
    text: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket: filed `ago` by `who`, and its steps."""

    ago: timedelta
    who: str
    severity: int
    subject: str
    text: str
    steps: tuple[Step, ...] = ()
    kind: str = "break-fix"
    supported: bool = True
    contract: str = ""
    """The contract under which a partner files."""
    product: str = ""
    """What it is about, if not the first product that the organization has licensed."""
    by: str = ""
    """The agent who logged it on the phone."""


def minutes(count: int) -> timedelta:
    """`count` minutes."""
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    """`count` hours."""
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    """`count` days."""
    return timedelta(days=count)
