"""Pure rules of the community: how fast somebody may write, and what a moderator looks at before others see it.

A check takes a `Submission` and answers why it is held, or "". `COMMUNITY_CHECKS` names the checks that are asked, in
order; an installation adds its own by its dotted path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PUBLISHED_TO_BE_ESTABLISHED = 2
"""Whoever has so many posts that everybody sees is no new member any more."""
NEW_PER_HOUR = 3
"""Posts that a new member may write within an hour."""
LINKS_OF_NEW, LINKS = 1, 8
"""Most links of a post that is not looked at first, beside those within the portal: of a new member, of others."""
LONGEST = 64_000
MOST_TAGS, LONGEST_TAG = 5, 30

TOLD = frozenset(
    {"asked", "accepted", "acceptance_taken_back", "locked", "unlocked", "moved", "merged", "took_in"}
    | {"became_ticket", "came_of_ticket"}
)
"""What agents and who asked are told of a thread's history: nothing of flags, of what is held, and of who is hidden."""

_LINK = re.compile(r'<a href="(?!/(?!/)|#)')
_SEPARATOR, _OTHER = re.compile(r"[,\s]+"), re.compile(r"[^a-z0-9]+")
_WORDS = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\W_]+")


def search_group(thread: int) -> str:
    """What everything that can be found of a thread belongs to."""
    return f"thread:{thread}"


@dataclass(frozen=True, slots=True)
class Submission:
    """A text before it is published: what it says, and how many `links` readers would see in it.

    Of its author: how many published posts it has, and whether the vendor knows it. The words of spam are the vendor's.
    """

    text: str
    published: int
    is_known: bool
    spam_words: tuple[str, ...] = ()
    links: int = 0

    @property
    def is_by_a_new_member(self) -> bool:
        """Whether its author is neither known to the vendor nor established here."""
        return not self.is_known and self.published < PUBLISHED_TO_BE_ESTABLISHED


def first_post(submission: Submission) -> str:
    """Hold the first post of somebody whom nobody knows."""
    return "first_post" if not submission.is_known and submission.published == 0 else ""


def many_links(submission: Submission) -> str:
    """Hold what has more links than its author may set."""
    most = LINKS_OF_NEW if submission.is_by_a_new_member else LINKS
    return "many_links" if submission.links > most else ""


def spam_word(submission: Submission) -> str:
    """Hold what says a word of spam, as a word of its own and whatever its case."""
    said = f" {_plain(submission.text)} "
    return "spam_word" if any(f" {_plain(word)} " in said for word in submission.spam_words) else ""


def links(html: str) -> int:
    """How many links a rendered text sets to what is not of the portal, however they were typed."""
    return len(_LINK.findall(html))


def handle(name: str) -> str:
    """How somebody of that name is named after an @: "Liam O'Hart" is `liam.o.hart`."""
    return ".".join(_WORDS.findall(name.casefold()))


def names_somebody(text: str) -> bool:
    """Whether a text may name somebody."""
    return "@" in text


def text_problem(text: str) -> str:
    """Why a text is none: `empty` or `too_long`; "" for a good one."""
    if not text.strip():
        return "empty"
    return "too_long" if len(text) > LONGEST else ""


def tag_names(typed: str) -> tuple[str, ...]:
    """The tags that somebody typed, separated by commas or spaces, as they are spelled here; each once."""
    names = (_OTHER.sub("-", part.casefold()).strip("-")[:LONGEST_TAG] for part in _SEPARATOR.split(typed))
    return tuple(dict.fromkeys(name for name in names if name))[:MOST_TAGS]


def _plain(text: str) -> str:
    """The words of a text in lower case, with one space between them."""
    return _BETWEEN.sub(" ", text.casefold()).strip()
