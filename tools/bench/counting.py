"""Says in a header of an answer how many statements it took, if the request asks."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

ASKS, SAYS = "X-Count-Statements", "X-Statements"


class Counting:
    """The outermost middleware of the measurement."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count if asked."""
        if ASKS not in request.headers:
            return self._get_response(request)
        asked = 0

        def count(execute: Callable[..., Any], *statement: Any) -> Any:
            nonlocal asked
            asked += 1
            return execute(*statement)

        with connection.execute_wrapper(count):
            answer = self._get_response(request)
        answer.headers[SAYS] = str(asked)
        return answer
