"""Where an organization's products run: its manager adds, changes and retires environments."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services
from accounts.models import Environment, Organization
from accounts.permissions import manages
from catalog.models import Region
from common.direction import apart
from common.http import INVALID, Request, shell
from common.refusal import Unable
from entitlements import wording
from entitlements.forms import EnvironmentForm, Offer, runnable_by
from entitlements.portfolio import leaving

A_YEAR = 366
"""Days ahead in which the page of an environment tells that its version leaves support."""


@login_required
def environment_new(request: Request, key: str) -> HttpResponse:
    """Add an environment."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), key=key)
    _managers_only(request, organization)
    offer = Offer(runnable_by(organization, request.user), list(Region.objects.order_by("name")))
    form = EnvironmentForm(request.POST if request.method == "POST" else None, offer=offer)
    if form.is_valid():
        try:
            services.add_environment(organization=organization, draft=form.draft(), actor=request.user, at=request.at)
        except services.UnableToChangeEnvironment as unable:
            form.add_error("name", wording.environment_refusal(unable))
        else:
            messages.success(request, _("%(name)s is added.") % {"name": apart(form.cleaned_data["name"])})
            return redirect("people:organization-of", key=organization.key)
    return _page(request, organization, None, form)


@login_required
def environment(request: Request, pk: int) -> HttpResponse:
    """Change an environment."""
    found = _fetch(request, pk)
    offer = Offer(runnable_by(found.organization, request.user, found), list(Region.objects.order_by("name")))
    if request.method != "POST":
        return _page(request, found.organization, found, EnvironmentForm.of(found, offer))
    form = EnvironmentForm(request.POST, offer=offer)
    if form.is_valid():
        try:
            services.change_environment(environment=found, draft=form.draft(), actor=request.user, at=request.at)
        except services.UnableToChangeEnvironment as unable:
            form.add_error("name", wording.environment_refusal(unable))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": apart(form.cleaned_data["name"])})
            return redirect("people:organization-of", key=found.organization.key)
    return _page(request, found.organization, found, form)


@login_required
@require_POST
def environment_retirement(request: Request, pk: int) -> HttpResponse:
    """Say that an environment runs no more."""
    found = _fetch(request, pk)
    try:
        services.retire_environment(environment=found, actor=request.user, at=request.at)
    except Unable as unable:
        messages.error(request, wording.environment_refusal(unable))
    else:
        messages.success(request, _("%(name)s is retired. Its tickets go on naming it.") % {"name": apart(found.name)})
    return redirect("people:organization-of", key=found.organization.key)


def _fetch(request: Request, pk: int) -> Environment:
    """The environment, through the one door; who sees it but manages nothing is told so."""
    visible = Environment.objects.visible_to(request.user).filter(retired_at=None)
    found: Environment = get_object_or_404(visible.select_related("organization", "version__product"), pk=pk)
    _managers_only(request, found.organization)
    return found


def _managers_only(request: Request, organization: Organization) -> None:
    if not manages(request.user, organization):
        refused = services.UnableToChangeEnvironment("not-a-manager", (organization.name,))
        raise PermissionDenied(wording.environment_refusal(refused))


def _page(
    request: Request, organization: Organization, shown: Environment | None, form: EnvironmentForm
) -> HttpResponse:
    today = request.at.astimezone(request.user.zone).date()
    found = leaving(today, organizations=[organization.pk], ahead=A_YEAR) if shown else []
    context = {
        "leaving": next((each for each in found if shown and each.version == shown.version), None),
        "shell": shell(request, "customer"),
        "organization": organization,
        "environment": shown,
        "form": form,
        "here": request.path,
    }
    return render(request, "entitlements/environment.html", context, status=INVALID if form.errors else 200)
