"""Files of articles: given to those who read the text that they stand in, and taken out for good."""

from typing import NoReturn

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from common.http import INVALID, Request, shell, visitor_of
from common.refusal import Unable
from common.sending import guard, send
from knowledgebase import portfolio, services
from knowledgebase.models import ArticleFile
from knowledgebase.services.files import PURPOSE
from knowledgebase.views import words
from knowledgebase.views.access import works_only
from uploads.models import Scan
from uploads.services import KINDS, own_picture


@require_safe
def file(request: Request, token: str) -> HttpResponseBase:
    """Show a picture of an article, or send another file of it, to whoever may read the text.

    Whoever is not logged in is asked to do so, whether there is such a file or not.

    Raises:
        Http404: for somebody who is logged in, unknown and invisible alike.
        PermissionDenied: without the right to the text, and while nobody gets the file.
    """
    visitor = visitor_of(request)
    found = ArticleFile.objects.visible_to(visitor).with_text().filter(token=token).first()
    if found is None:
        return _own(visitor, token) if isinstance(visitor, User) else redirect_to_login(request.path)
    if not portfolio.may_have(found, visitor, request.at):
        raise PermissionDenied(_("This file is part of an article for customers with Gold in force for its product."))
    if found.removed_at or found.verdict != Scan.Verdict.CLEAN:
        _refuse(found)
    is_picture = found.content_type in KINDS
    return send(request, str(found.file.name), name=found.name, content_type=found.content_type, inline=is_picture)


@works_only
def file_removal(request: Request, token: str) -> HttpResponse:
    """Take a file out of every text of its article, for good."""
    found = ArticleFile.objects.visible_to(request.user).filter(token=token).select_related("article").first()
    if found is None:
        raise Http404
    context = {"shell": shell(request, "agent"), "file": found, "article": found.article, "refused": ""}
    if request.method != "POST":
        return render(request, "knowledgebase/file_removal.html", context)
    try:
        services.remove_file(file=found, actor=request.user, at=request.at)
    except Unable as refusal:
        if refusal.code == "not_editor":
            raise PermissionDenied(words.refused(refusal)) from refusal
        context["refused"] = words.refused(refusal)
        return render(request, "knowledgebase/file_removal.html", context, status=INVALID)
    return redirect("knowledgebase:manuscript", found.article.slug)


def _own(visitor: User, token: str) -> HttpResponseBase:
    """A picture that its editor has sent and not saved with a text yet.

    Raises:
        Http404: for anything else.
    """
    drawn = own_picture(owner=visitor, token=token, purpose=PURPOSE)
    if drawn is None:
        raise Http404
    picture, content_type = drawn
    return guard(HttpResponse(picture.read(), content_type=content_type))


def _refuse(found: ArticleFile) -> NoReturn:
    if found.verdict == Scan.Verdict.INFECTED:
        raise PermissionDenied(_("The virus scan found something in this file. It was deleted."))
    if found.removed_at:
        raise PermissionDenied(_("This file was deleted."))
    raise PermissionDenied(_("This file waits for the virus scan. Nobody gets it before; try again in a minute."))
