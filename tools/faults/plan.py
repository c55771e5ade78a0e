"""What a scenario is given."""

from dataclasses import dataclass, field

from tools.faults.load import Load
from tools.faults.rig import Rig


@dataclass
class Plan:
    """The rig, the writers, and how much of everything is done: all, or the short form of it."""

    rig: Rig
    load: Load
    is_short: bool
    owed: set[str] = field(default_factory=set)
    """Keys of the pages that the suite itself had called."""

    def much(self, whole: int, short: int) -> int:
        """How much of something is done."""
        return short if self.is_short else whole
