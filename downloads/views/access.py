"""Who may come to a page of the downloads, and what somebody is answered who may not."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from accounts.querysets import is_agent
from common.http import Request, doorkeeper, shell, visitor_of
from downloads import permissions
from downloads.models import Release


@doorkeeper
def editors_only(request: Request) -> None:
    """Let editors through. To a customer the page does not exist; to an agent without the role it is forbidden."""
    if not is_agent(request.user):
        raise Http404
    if not permissions.roles_of(request.user):
        raise PermissionDenied(_("Editors publish releases. Ask an administrator for the role."))


def worked(request: Request, slug: str) -> Release:
    """The release of that address, for an editor.

    Raises:
        Http404: when there is none.
    """
    found = Release.objects.worked_by(request.user).filter(slug=slug).select_related("version__product").first()
    if found is None:
        raise Http404
    return found


def elsewhere(request: Request) -> HttpResponse:
    """Where somebody goes who finds nothing: without a login, to log in, whether there is something or not.

    Raises:
        Http404: for somebody who is logged in.
    """
    if visitor_of(request).is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def shell_of(request: Request) -> str:
    """The shell of the reader's side."""
    return shell(request, "agent" if is_agent(request.user) else "customer")
