"""Who may come to a page at all; which rows it shows is for `visible_to(user)`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse

from accounts.querysets import is_agent
from common.http import Request

P = ParamSpec("P")
AgentView = Callable[Concatenate[Request, P], HttpResponse]


def agents_only(view: AgentView[P]) -> AgentView[P]:
    """Let only agents through; to anybody else the page does not exist."""

    @wraps(view)
    def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_agent(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(guarded)  # type: ignore[return-value]
