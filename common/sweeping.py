"""How a sweep does its due rows: the storeys below the one that lets a bad row rest are handed how."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.db.models import QuerySet

About = Callable[[Any], tuple[str, str]]
"""What a row is about, and the address of that."""


class DoEach(Protocol):
    """Do `act` to the first `limit` of the due `rows`; what it answered for each.

    `kind` names the sweep, and `about` a row for whoever is told that it broke.
    """

    def __call__(
        self, rows: "QuerySet[Any]", act: Callable[[Any], int], *, kind: str, about: About, at: datetime, limit: int
    ) -> list[int]: ...


def plainly(
    rows: "QuerySet[Any]",
    act: Callable[[Any], int],
    *,
    kind: str,  # noqa: ARG001 - said for whoever lets bad rows rest
    about: About,  # noqa: ARG001 - the same
    at: datetime,  # noqa: ARG001 - the same
    limit: int,
) -> list[int]:
    """One row after the other; one that breaks breaks the sweep."""
    return [act(row) for row in rows[:limit]]
