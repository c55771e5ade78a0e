"""What the server of a test is answering: its database is emptied only after the last answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Any

from django.core.signals import request_finished, request_started

PATIENCE = 10.0
"""Seconds for which an answer is waited for whose page is closed."""


@contextmanager
def answered() -> Iterator[None]:
    """At the end wait until every request that came meanwhile is answered: pages ask on while they are closed."""
    change, open_ones = Condition(), [0]

    def count(step: int) -> None:
        with change:
            open_ones[0] += step
            change.notify_all()

    def began(**_request: Any) -> None:
        count(1)

    def ended(**_request: Any) -> None:
        count(-1)

    request_started.connect(began)
    request_finished.connect(ended)
    try:
        yield
        with change:
            change.wait_for(lambda: open_ones[0] <= 0, PATIENCE)
    finally:
        request_started.disconnect(began)
        request_finished.disconnect(ended)
