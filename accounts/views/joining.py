"""Asking to join an organization, and the manager's answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import notices, services
from accounts.forms import JoinDecisionForm, JoinForm
from accounts.models import JoinRequest
from accounts.permissions import manages
from accounts.views.organization import render_organization
from catalog.models import Region
from common.direction import apart
from common.http import INVALID, Request
from common.refusal import Unable


@login_required
def join(request: Request) -> HttpResponse:
    """The organizations that a person may ask, and what became of earlier requests."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = services.ask_to_join(
                user=request.user,
                key=form.cleaned_data["organization"],
                message=form.cleaned_data["message"],
                at=request.at,
            )
        except services.UnableToJoin as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            text = _("The managers of %(name)s are told. They answer by mail.") % {"name": asked.organization}
            messages.success(request, text)
            return redirect("people:join")
    asked_before = list(request.user.join_requests.select_related("organization").order_by("-id"))
    waiting = [asked.organization_id for asked in asked_before if asked.decided_at is None]
    offers = services.organizations_open_to(request.user).exclude(pk__in=waiting).order_by("name")
    forms = [(offer, JoinForm(auto_id=f"{offer.key}-%s")) for offer in offers]
    page = {"form": form, "offers": forms, "asked_before": asked_before}
    return render(request, "accounts/join.html", page, status=INVALID if form.errors else 200)


@login_required
@require_POST
def join_decision(request: Request, pk: int) -> HttpResponse:
    """Accept or decline a request to join."""
    visible = JoinRequest.objects.visible_to(request.user).select_related("organization", "user")
    asked = get_object_or_404(visible, pk=pk)
    if not manages(request.user, asked.organization):
        refused = services.UnableToDecide("not-a-manager", (asked.organization.name,))
        raise PermissionDenied(notices.refusal(refused))
    form = JoinDecisionForm(request.POST, regions=Region.objects.order_by("name"), prefix=f"join-{asked.pk}")
    if not form.is_valid():
        return render_organization(request, asked.organization, form)
    try:
        _decide(request, asked, form)
    except Unable as unable:
        messages.error(request, notices.refusal(unable))
    return redirect("people:organization-of", key=asked.organization.key)


def _decide(request: Request, asked: JoinRequest, form: JoinDecisionForm) -> None:
    if form.cleaned_data["decision"] == "approve":
        region = form.cleaned_data["home_region"]
        services.approve_join(asked=asked, home_region=region, actor=request.user, at=request.at)
        text = _("%(name)s is a member now and is told by mail.")
    else:
        services.decline_join(asked=asked, actor=request.user, at=request.at)
        text = _("%(name)s is told by mail that you declined.")
    messages.success(request, text % {"name": apart(asked.user)})
