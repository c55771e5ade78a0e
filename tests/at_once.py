"""Several threads that begin at the same moment, each with a connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connections

from common.refusal import Unable

T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[T]:
    """What each act answers, in their order."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            ready.wait(timeout=20)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def code_of(act: Callable[[], object]) -> str:
    """The code with which the act was refused; empty when it was done."""
    try:
        act()
    except Unable as refusal:
        return refusal.code
    return ""


@pytest.fixture
def closed() -> Iterator[None]:
    """Nothing of a thread is left open."""
    yield
    connections.close_all()
