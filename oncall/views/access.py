"""Who may come to the pages of on-call."""

from django.http import Http404

from accounts.querysets import is_agent
from common.http import Request, doorkeeper


@doorkeeper
def agents_only(request: Request) -> None:
    """Let only agents through; to anybody else the page does not exist."""
    if not is_agent(request.user):
        raise Http404
