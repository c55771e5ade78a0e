"""Matches as tests need them."""

from search.rules import Candidate
from tests.world import AT


def candidate(
    number: int, *, kind: str = "ticket", group: str = "one", product: int | None = None, relevance: float = 1
) -> Candidate:
    """A match that was written now."""
    return Candidate(number, kind, group, product, relevance, AT)
