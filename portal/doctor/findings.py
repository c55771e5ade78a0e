"""What is not as it should be, and how bad it is."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad: the number is what the command ends with, as monitoring systems read it."""

    WELL = 0
    LOOK = 1
    BROKEN = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be, with what to do about it."""

    level: Level
    text: str
