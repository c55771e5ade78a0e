"""Who follows a ticket: adding people and taking them off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from common import digits
from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import permissions, services
from tickets.forms.words import WatcherForm
from tickets.models import Ticket
from tickets.rules import Role
from tickets.views import customer_words, refusals
from tickets.views.workspace import fetch


@login_required
def watchers(request: Request, reference: str) -> HttpResponse:
    """Show who follows the ticket, and add somebody: "person" names whom."""
    ticket = fetch(request, reference)
    people = list(services.addable(ticket, request.user).order_by("name", "email"))
    if request.method != "POST":
        return _page(request, ticket, WatcherForm(people=people))
    form = WatcherForm(request.POST, people=people)
    if not form.is_valid():
        return _page(request, ticket, form, INVALID)
    person = form.cleaned_data["person"]
    try:
        services.watch(ticket=ticket, person=person, actor=request.user, at=request.at)
    except Unable as refusal:
        form.add_error(None, _said(request, ticket, refusal))
        return _page(request, ticket, form, INVALID)
    return redirect(reverse("tickets:ticket", args=[reference]))


@login_required
def departure(request: Request, reference: str) -> HttpResponse:
    """Take somebody off: "person" names whom. Who took itself off and may no longer read the ticket goes home."""
    ticket = fetch(request, reference)
    if request.method != "POST":
        return redirect(reverse("tickets:watchers", args=[reference]))
    person = _follower(request, ticket)
    if person != request.user and not permissions.may_write(request.user, ticket):
        raise PermissionDenied(_said(request, ticket, Unable("forbidden")))
    try:
        services.unwatch(ticket=ticket, person=person, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, _said(request, ticket, refusal))
    still = Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists()
    return redirect(reverse("tickets:ticket", args=[reference]) if still else reverse("home"))


def _follower(request: Request, ticket: Ticket) -> User:
    """Who is named and follows; to a customer the vendor's people do not."""
    key = digits.read(request.POST.get("person", ""))
    row = services.removable(ticket, request.user).select_related("user").filter(user=key).first()
    if row is None:
        raise Http404
    return row.user


def _page(request: Request, ticket: Ticket, form: WatcherForm, status: int = 200) -> HttpResponse:
    is_agent = permissions.role_of(request.user, ticket) is Role.AGENT
    shown = services.removable(ticket, request.user).select_related("user").order_by("user__name")
    context = {
        "ticket": ticket,
        "form": form,
        "rows": list(shown),
        "may_write": permissions.may_write(request.user, ticket),
        "may_add": bool(form.people),
        "is_agent": is_agent,
        "shell": shell(request, "agent" if is_agent else "customer"),
    }
    return render(request, "tickets/watchers.html", context, status=status)


def _said(request: Request, ticket: Ticket, refusal: Unable) -> str:
    is_agent = permissions.role_of(request.user, ticket) is Role.AGENT
    return refusals.words(refusal) if is_agent else customer_words.refusal(refusal)
