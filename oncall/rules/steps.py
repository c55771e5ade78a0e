"""Which step of an escalation is next. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def next_manned(manned: Sequence[bool], position: int, repeats: int) -> int | None:
    """The first step from `position` on that reaches somebody; None when no step that is left does.

    Steps are counted over all rounds: `repeats` rounds follow the first. A step that reaches nobody is not waited for.
    """
    for step in range(position, len(manned) * (repeats + 1)):
        if manned[step % len(manned)]:
            return step
    return None
