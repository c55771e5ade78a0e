"""Says in a header of each answer how long its request waited for the broker.

Whatever talks to Redis goes through a connection of its client: what a thread spends there is measured by that thread,
so that a slow machine is not taken for a slow broker, nor the bell's thread for a request.
"""

from collections.abc import Callable
from functools import wraps
from threading import local
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse
from redis.connection import AbstractConnection

HEADER = "X-Waited-For-Broker"
CALLS = ("connect", "send_packed_command", "read_response")


class Spent(local):
    """What this thread has spent, and how deep it is in calls that are measured."""

    seconds = 0.0
    depth = 0


spent = Spent()


def measured(call: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, whose time is counted unless it is part of another."""

    @wraps(call)
    def counted(*args: Any, **kwargs: Any) -> Any:
        began = monotonic()
        spent.depth += 1
        try:
            return call(*args, **kwargs)
        finally:
            spent.depth -= 1
            if spent.depth == 0:
                spent.seconds += monotonic() - began

    return counted


class Stopwatch:
    """The outermost middleware of the suite."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response
        for name in CALLS:
            setattr(AbstractConnection, name, measured(getattr(AbstractConnection, name)))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Measure one request."""
        spent.seconds = 0.0
        response = self._get_response(request)
        response.headers[HEADER] = f"{spent.seconds:.3f}"
        return response
