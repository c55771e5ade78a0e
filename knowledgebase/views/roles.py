"""Who writes and who approves, for all agents to see and for administrators to decide."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accounts.permissions import gives_roles
from accounts.querysets import is_agent
from common.http import Request
from common.refusal import Unable
from knowledgebase import portfolio, services
from knowledgebase.rules import Role
from knowledgebase.views import words


@login_required
def roles(request: Request) -> HttpResponse:
    """List the agents with their roles; a POST gives `role` to `person`, or with `state` "off" takes it away.

    Raises:
        Http404: for customers, and for a person or a role that is none.
        PermissionDenied: for a change by somebody who gives no roles.
    """
    if not is_agent(request.user):
        raise Http404
    if request.method == "POST":
        return _change(request)
    context = {"holders": portfolio.holders(), "gives": gives_roles(request.user)}
    return render(request, "knowledgebase/roles.html", context)


def _change(request: Request) -> HttpResponse:
    role = request.POST.get("role", "")
    named = (each.person for each in portfolio.holders() if str(each.person.pk) == request.POST.get("person"))
    person = next(named, None)
    if not gives_roles(request.user):
        raise PermissionDenied(words.refused(services.UnableToGrant("not_administrator")))
    if person is None or role not in set(Role):
        raise Http404
    act = services.withdraw_grant if request.POST.get("state") == "off" else services.grant
    try:
        act(person=person, role=Role(role), actor=request.user, at=request.at)
    except Unable as refusal:
        raise PermissionDenied(words.refused(refusal)) from refusal
    return redirect("knowledgebase:roles")
