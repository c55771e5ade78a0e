"""The way of an article: written, reviewed by somebody else, published, archived."""

from collections.abc import Collection, Mapping
from enum import StrEnum

MAX_TEXT = 60_000
MAX_NOTE = 500
LONGEST_FIX = 80


class State(StrEnum):
    """Where the newest text of an article stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Role(StrEnum):
    """The vendor's roles in the knowledge base."""

    EDITOR = "editor"
    REVIEWER = "reviewer"


class Step(StrEnum):
    """What somebody does with an article."""

    WRITE = "write"
    SUBMIT = "submit"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    ARCHIVE = "archive"


FROM: Mapping[Step, frozenset[State]] = {
    Step.WRITE: frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED, State.ARCHIVED}),
    Step.SUBMIT: frozenset({State.DRAFT}),
    Step.APPROVE: frozenset({State.IN_REVIEW}),
    Step.SEND_BACK: frozenset({State.IN_REVIEW}),
    Step.WITHDRAW: frozenset({State.SCHEDULED}),
    Step.ARCHIVE: frozenset({State.DRAFT, State.IN_REVIEW, State.PUBLISHED}),
}
"""The states in which each step can be taken."""
BY: Mapping[Step, Role] = {
    Step.WRITE: Role.EDITOR,
    Step.SUBMIT: Role.EDITOR,
    Step.APPROVE: Role.REVIEWER,
    Step.SEND_BACK: Role.REVIEWER,
    Step.WITHDRAW: Role.REVIEWER,
    Step.ARCHIVE: Role.REVIEWER,
}


def refusal(step: Step, state: str, roles: Collection[str], *, is_author: bool) -> str:
    """Why somebody with `roles` cannot take `step`: a code, empty where it can. Nobody approves what it wrote."""
    if BY[step] not in roles:
        return "not_editor" if BY[step] is Role.EDITOR else "not_reviewer"
    if state not in FROM[step]:
        return "wrong_state"
    return "own_text" if step is Step.APPROVE and is_author else ""
