"""The way of a release: written, published at once or later, and withdrawn when it must be."""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

MAX_NOTES = 60_000
MAX_REASON = 500


class Kind(StrEnum):
    """What a release brings: a new version, an update of one, or the mend of a fault."""

    MAJOR = "major"
    UPDATE = "update"
    HOTFIX = "hotfix"


class State(StrEnum):
    """Where a release stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What an editor does with a release."""

    WRITE = "write"
    ADD_FILE = "add_file"
    REMOVE_FILE = "remove_file"
    PUBLISH = "publish"
    CALL_OFF = "call_off"
    WITHDRAW = "withdraw"


FROM: Mapping[Step, frozenset[State]] = {
    Step.WRITE: frozenset({State.DRAFT, State.SCHEDULED, State.PUBLISHED}),
    Step.ADD_FILE: frozenset({State.DRAFT, State.SCHEDULED, State.PUBLISHED}),
    Step.REMOVE_FILE: frozenset({State.DRAFT}),
    Step.PUBLISH: frozenset({State.DRAFT}),
    Step.CALL_OFF: frozenset({State.SCHEDULED}),
    Step.WITHDRAW: frozenset({State.PUBLISHED}),
}
"""The states in which each step can be taken. A file that somebody may have got is never taken away or changed."""


def refusal(step: Step, state: str, roles: Collection[str]) -> str:
    """Why somebody with `roles` cannot take `step`: a code, empty where it can."""
    if "editor" not in roles:
        return "not_editor"
    return "" if state in FROM[step] else "wrong_state"


def slug_of(product: str, number: str) -> str:
    """The address of a release: `meridian-server-5-1-4`."""
    return re.sub(r"[^a-z0-9]+", "-", f"{product} {number}".lower()).strip("-")
