"""Invitations: a manager sends, renews and withdraws them, and whoever got one comes in by its link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import notices, services
from accounts.forms.inviting import InvitationForm, NewcomerForm
from accounts.models import Invitation, Organization
from accounts.permissions import manages
from accounts.views.entering import enter
from catalog.models import Region
from common.direction import apart
from common.http import CONFLICT, INVALID, TOO_MANY, Request, shell
from common.refusal import Unable

OVER = 410


@login_required
def invitations(request: Request, key: str) -> HttpResponse:
    """Invite somebody to be a contact of the organization."""
    shown = get_object_or_404(Organization.objects.visible_to(request.user), key=key)
    if not manages(request.user, shown):
        raise PermissionDenied(notices.refusal(services.UnableToInvite("not-a-manager", (shown.name,))))
    sent = request.POST if request.method == "POST" else None
    form = InvitationForm(sent, regions=Region.objects.order_by("name"))
    status = INVALID if sent is not None else 200
    if form.is_valid():
        try:
            made = services.invite(organization=shown, draft=form.draft(), actor=request.user, at=request.at)
        except services.UnableToInvite as unable:
            form.add_error("email", notices.refusal(unable))
            status = TOO_MANY if unable.code == "too-often" else INVALID
        else:
            messages.success(request, _("%(email)s is invited by mail.") % {"email": apart(made.email)})
            return redirect("people:organization-of", key=shown.key)
    page = {"shell": shell(request, "customer"), "organization": shown, "form": form}
    answer = render(request, "accounts/invite.html", page, status=status)
    if status == TOO_MANY:
        answer["Retry-After"] = "3600"
    return answer


@login_required
@require_POST
def invitation_resending(request: Request, pk: int) -> HttpResponse:
    """Mail a new link."""
    invitation = _fetch(request, pk)
    try:
        services.resend_invitation(invitation=invitation, actor=request.user, at=request.at)
    except Unable as unable:
        messages.error(request, notices.refusal(unable))
    else:
        text = _("%(email)s has a new mail. The link of the one before is good no more.")
        messages.success(request, text % {"email": apart(invitation.email)})
    return redirect("people:organization-of", key=invitation.organization.key)


@login_required
@require_POST
def invitation_withdrawal(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = _fetch(request, pk)
    try:
        services.withdraw_invitation(invitation=invitation, actor=request.user, at=request.at)
    except Unable as unable:
        messages.error(request, notices.refusal(unable))
    else:
        messages.success(request, _("The invitation of %(email)s is withdrawn.") % {"email": apart(invitation.email)})
    return redirect("people:organization-of", key=invitation.organization.key)


@never_cache
def invitation(request: Request, token: str) -> HttpResponse:
    """What a link in an invitation opens: the way in, or why there is none and what to do."""
    found = services.find_invitation(token)
    if found is None:
        return render(request, "accounts/invitation_over.html", {"why": notices.WRONG_LINK}, status=404)
    try:
        services.check_invitation(invitation=found, at=request.at)
    except services.UnableToAccept as unable:
        return render(request, "accounts/invitation_over.html", {"why": notices.refusal(unable)}, status=OVER)
    if request.user.pk:
        return _as_oneself(request, found)
    if services.invited_user(found):
        return render(request, "accounts/invitation_login.html", {"invitation": found, "here": request.path})
    return _as_newcomer(request, found)


def _as_oneself(request: Request, found: Invitation) -> HttpResponse:
    """Somebody who is logged in joins by a POST; a link opens the page only."""
    context = {"invitation": found, "is_other": request.user.email != found.email, "why": ""}
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context)
    try:
        services.accept_invitation(invitation=found, user=request.user, at=request.at)
    except services.UnableToAccept as unable:
        return render(request, "accounts/invitation.html", {**context, "why": notices.refusal(unable)}, status=CONFLICT)
    return _welcome(request, found)


def _as_newcomer(request: Request, found: Invitation) -> HttpResponse:
    """Somebody without an account sets a name and a password and is in."""
    sent = request.POST if request.method == "POST" else None
    form = NewcomerForm(sent, invitation=found, initial={"name": found.name})
    if form.is_valid():
        try:
            user = services.accept_as_newcomer(invitation=found, **form.cleaned_data, at=request.at)
        except services.UnableToAccept as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            enter(request, user)
            return _welcome(request, found)
    context = {"invitation": found, "form": form}
    return render(request, "accounts/invitation_newcomer.html", context, status=INVALID if form.errors else 200)


def _welcome(request: Request, found: Invitation) -> HttpResponse:
    text = _("You are a contact of %(name)s now. Your tickets are covered by its contracts.")
    messages.success(request, text % {"name": apart(found.organization)})
    return redirect("home")


def _fetch(request: Request, pk: int) -> Invitation:
    visible = Invitation.objects.visible_to(request.user).select_related("organization", "invited_by", "home_region")
    return get_object_or_404(visible, pk=pk)
