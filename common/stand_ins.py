"""Stand-ins for the values of a statement (`common.statements`), and where they came to stand in its words."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

Value = int | str | datetime | bool | None | Collection[int] | Mapping[str, "Value"]
"""What varies from call to call. None, True and False are part of the shape, and so is how many a collection holds."""
Leaf = int | str | datetime
Shape = Any
NUMBERS = (1_000_000_000, 1_500_000_003)
INSTANTS = (datetime(2900, 1, 1, tzinfo=UTC), datetime(2950, 6, 15, 13, 37, 21, 5, tzinfo=UTC))
APART = timedelta(days=100)
TEXTS = ("\ue0000:%d%%\ue001", "\ue0001:%d%%\ue001")
"""What stands in for numbers, instants and texts, in either turn. A text tells whether it is written for a LIKE."""


class TakenApartError(TypeError):
    """A value does not stand in the statement as it was given."""


@dataclass(frozen=True)
class Slot:
    """Where a value stands, its number, and what is done to it.

    An instant is so much later; a text stands between others, and escaped in a LIKE.
    """

    place: int
    number: int
    later: timedelta = timedelta()
    before: str = ""
    after: str = ""
    is_pattern: bool = False

    def filled(self, leaf: Leaf) -> Any:
        """What the database gets."""
        if isinstance(leaf, datetime):
            return connection.ops.adapt_datetimefield_value(leaf + self.later)
        if isinstance(leaf, str):
            return self.before + (connection.ops.prep_for_like_query(leaf) if self.is_pattern else leaf) + self.after
        return leaf


def said(words: str, values: tuple[Any, ...], slots: list[Slot]) -> tuple[str, tuple[Any, ...], list[Slot]]:
    """The statement with the values that never vary in its words: so a database knows them when it plans.

    An index of the unfinished tickets, for one, serves no plan that has to hold for tickets of any status: neither one
    that PostgreSQL keeps, nor any of SQLite's.
    """
    vary = {slot.place for slot in slots}
    literals = [None if place in vary else _literal(value) for place, value in enumerate(values)]
    texts = iter([text or "%s" for text in literals])
    words = re.sub("%[%s]", lambda found: next(texts) if found[0] == "%s" else found[0], words)
    left = [place for place, text in enumerate(literals) if text is None]
    slots = [replace(slot, place=left.index(slot.place)) for slot in slots]
    return words, tuple(values[place] for place in left), slots


def _literal(value: Any) -> str | None:
    """A number or a text as SQL says it; None for what is left to the driver."""
    if type(value) is int:
        return str(value) if value >= 0 else None
    if type(value) is str and "\0" not in value and "\\" not in value:
        return "'{}'".format(value.replace("'", "''").replace("%", "%%"))
    return None


def shape_of(value: Any, leaves: list[Leaf]) -> Shape:
    """What `value` is but for its leaves, which are added to `leaves` in their order."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Mapping):
        return tuple((name, shape_of(each, leaves)) for name, each in value.items())
    if isinstance(value, int | str | datetime):
        leaves.append(value)
        return int if isinstance(value, int) else str if isinstance(value, str) else datetime
    keys = sorted(value)
    keys += keys[-1:] * (_rounded(len(keys)) - len(keys))
    leaves.extend(keys)
    return range(len(keys))


def _rounded(count: int) -> int:
    """1, 4, 16, 64 or more, so that there are few shapes of sets: the last key is said again."""
    return 4 ** ((count - 1).bit_length() + 1 >> 1) if count else 0


def stood_in(shape: Shape, numbers: Iterator[int], turn: int) -> Any:
    """What has this shape, with stand-ins for leaves."""
    if isinstance(shape, tuple):
        return {name: stood_in(each, numbers, turn) for name, each in shape}
    if shape is None or isinstance(shape, bool):
        return shape
    if isinstance(shape, range):
        return [_stand_in(int, next(numbers), turn) for _ in shape]
    return _stand_in(shape, next(numbers), turn)


def _stand_in(kind: type[Leaf], number: int, turn: int) -> Leaf:
    if kind is int:
        return NUMBERS[turn] + number
    if kind is str:
        return TEXTS[turn] % number
    return INSTANTS[turn] + number * APART


def slot_of(place: int, one: Any, other: Any) -> Slot:
    """The value that stands there, seen from both stand-ins.

    Raises:
        TakenApartError: when it is none of them.
    """
    first, second = _read(place, one, 0), _read(place, other, 1)
    if first is None or first != second:
        raise TakenApartError(f"A value was taken apart: {one!r}, {other!r}.")
    return first


def _read(place: int, value: Any, turn: int) -> Slot | None:
    if isinstance(value, int):
        return Slot(place, value - NUMBERS[turn])
    at = _instant(value)
    if at is not None:
        number = round((at - INSTANTS[turn]) / APART)
        return Slot(place, number, at - INSTANTS[turn] - number * APART)
    text = re.fullmatch(rf"(.*)\ue000{turn}:(\d+)(\\?)%\ue001(.*)", str(value), re.DOTALL)
    return Slot(place, int(text[2]), before=text[1], after=text[4], is_pattern=bool(text[3])) if text else None


def _instant(value: Any) -> datetime | None:
    """An instant as a database takes it; SQLite takes a text in UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values of a statement say the same; a JSON value is compared by what it wraps.

    Raises:
        TakenApartError: for a piece of a stand-in.
    """
    if isinstance(one, str) and one == other and re.search("[\ue000\ue001]", one):
        raise TakenApartError(f"A text was taken apart: {one!r}.")
    return bool(one == other) or (type(one) is type(other) and getattr(one, "obj", one) == getattr(other, "obj", other))
