"""Who may come to a page of the knowledge base, and what somebody is answered who may not."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from accounts.querysets import is_agent
from common.http import Request, doorkeeper, shell, visitor_of
from knowledgebase import permissions
from knowledgebase.models import Article, FormerSlug


@doorkeeper
def works_only(request: Request) -> None:
    """Let those through who write or review.

    To a customer the page does not exist; to an agent without the role it is forbidden.
    """
    if not is_agent(request.user):
        raise Http404
    if not permissions.roles_of(request.user):
        raise PermissionDenied(
            _("Editors write articles and reviewers approve them. Ask an administrator for the role.")
        )


def worked(request: Request, slug: str) -> Article:
    """The article of that address, for somebody who works on it.

    Raises:
        Http404: when there is none.
    """
    rows = Article.objects.worked_by(request.user).filter(slug=slug)
    found = rows.select_related("latest__by", "latest__category", "latest__product", "published").first()
    if found is None:
        raise Http404
    return found


def elsewhere(request: Request, slug: str, name: str) -> HttpResponse:
    """Where somebody goes who finds no article at `slug`: to its address of today, or to log in.

    Whoever is not logged in is asked to do so, whether there is such an article or not.

    Raises:
        Http404: for somebody who is logged in, when no article had that address.
    """
    visitor = visitor_of(request)
    former = FormerSlug.objects.visible_to(visitor).filter(slug=slug).first()
    if former:
        answer = redirect(name, former.article.slug, permanent=True)
        patch_cache_control(answer, no_cache=True)  # the article may get its former address again
        return answer
    if visitor.is_authenticated:
        raise Http404
    return redirect_to_login(request.get_full_path())


def shell_of(request: Request) -> str:
    """The shell of the reader's side."""
    return shell(request, "agent" if is_agent(request.user) else "customer")
