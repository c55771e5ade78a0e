"""The number of a request, who asked, and which ticket it is about, on every line that is logged meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty
from django_structlog.middlewares import RequestMiddleware as Library


class RequestMiddleware(Library):
    """Gives each request a number, and notes method, path, answer, who asked, and which ticket it is about."""

    def process_view(
        self, _request: HttpRequest, _view: Callable[..., HttpResponse], _args: Any, named: Mapping[str, Any]
    ) -> None:
        """Note the ticket that an address names."""
        if "reference" in named:
            structlog.contextvars.bind_contextvars(ticket=named["reference"])

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Method and path; what is asked for behind it, such as the words of a search, is nobody's business."""
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Note who asked if that was found out: no page asks the database for the sake of a log line."""
        user = getattr(request, "user", None)
        if user is not None and getattr(user, "_wrapped", user) is not empty and user.is_authenticated:
            structlog.contextvars.bind_contextvars(user_id=user.pk)
