"""Room for the frames of a request, taken once.

CPython (seen in 3.11) keeps the frames of a thread in chunks of 16 kB: some 35 calls deep, a call asks the kernel for
the next one, and its return gives that back. A loop that happens to stand at such a depth pays for it with every call:
fourteen hundred times on the home page, a third of its time. Which page it is, is decided by how many calls lie above.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

ROOM = 1 << 14
"""Slots that the outermost frame says it needs, so that its chunk has as many for all that it calls, in 8 bytes each.

A chunk is a power of two that is larger than what is asked for. The memory is touched only where frames come to lie.
"""
F = TypeVar("F", bound=Callable[..., Any])


def with_room(called: F) -> F:
    """The same, called from a frame with room for about three hundred calls below it."""

    def roomy(*values: Any) -> Any:
        return called(*values)

    roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM)
    return cast("F", roomy)
