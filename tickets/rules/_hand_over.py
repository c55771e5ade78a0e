"""Which desk a ticket goes to when the own one closes: follow the sun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeskHours:
    """A desk and its calendar at an instant: open until then, or opening next; neither is a desk without hours."""

    id: int
    open_until: datetime | None = None
    opens_at: datetime | None = None


def follow_the_sun(desks: Sequence[DeskHours]) -> list[int]:
    """The desks in the order in which they are suggested.

    Those that are open lead, the one that stays open longest first; then the one that opens next.
    """
    is_open = sorted((each for each in desks if each.open_until), key=_closing, reverse=True)
    opens = sorted((each for each in desks if not each.open_until and each.opens_at), key=_opening)
    never = [each for each in desks if not each.open_until and not each.opens_at]
    return [each.id for each in (*is_open, *opens, *never)]


def _closing(desk: DeskHours) -> float:
    return desk.open_until.timestamp() if desk.open_until else 0


def _opening(desk: DeskHours) -> float:
    return desk.opens_at.timestamp() if desk.opens_at else 0
