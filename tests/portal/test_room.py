"""A request is answered in a frame with room: no page pays for the depth at which its loops stand."""

import resource
from collections.abc import Callable
from threading import Thread

from portal.room import with_room

CALLS = 300
DEPTHS = range(300)


def _leaf() -> None:
    """What a page calls hundreds of times."""


_leaf.__code__ = _leaf.__code__.replace(co_stacksize=64)


def _pages_taken(depth: int) -> int:
    """How often a loop of calls, so many calls deep, took memory from the kernel."""
    if depth:
        return _pages_taken(depth - 1)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(CALLS):
        _leaf()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _worst(called: Callable[[int], int]) -> int:
    """The worst of all depths, in a thread of its own, as a web worker answers."""
    found: list[int] = []
    thread = Thread(target=lambda: found.extend(map(called, DEPTHS)))
    thread.start()
    thread.join()
    return max(found)


def test_no_call_asks_the_kernel_for_memory_again_however_deep_it_stands() -> None:
    """Without room there is a depth at which every call does; when Python mends that, `portal.room` can go."""
    assert _worst(with_room(_pages_taken)) < CALLS // 10
    assert _worst(_pages_taken) >= CALLS


def test_what_is_called_with_room_answers_as_before() -> None:
    assert with_room(divmod)(7, 2) == (3, 1)
