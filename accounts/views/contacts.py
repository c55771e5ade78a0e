"""What a manager changes about a contact of its organization."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import notices, services
from accounts.forms import ContactForm
from accounts.models import Contact
from accounts.permissions import manages
from catalog.models import Region
from common.direction import apart
from common.http import INVALID, Request


@login_required
def contact(request: Request, pk: int) -> HttpResponse:
    """The roles and the home region of a contact."""
    shown = _managed(request, pk)
    regions = list(Region.objects.order_by("name"))
    if request.method != "POST":
        form = ContactForm.of(shown, regions)
        return render(request, "accounts/contact.html", {"contact": shown, "form": form})
    form = ContactForm(request.POST, regions=regions)
    if form.is_valid():
        try:
            services.change_contact(contact=shown, draft=form.draft(), actor=request.user, at=request.at)
        except services.UnableToChangeContact as unable:
            form.add_error("roles", notices.refusal(unable))
        else:
            messages.success(request, _("%(name)s is changed.") % {"name": apart(shown.user)})
            return redirect("people:organization-of", key=shown.organization.key)
    return render(request, "accounts/contact.html", {"contact": shown, "form": form}, status=INVALID)


@login_required
@require_POST
def contact_departure(request: Request, pk: int) -> HttpResponse:
    """Mark a contact as left."""
    shown = _managed(request, pk)
    try:
        services.mark_left(contact=shown, actor=request.user, at=request.at)
    except services.UnableToChangeContact as unable:
        messages.error(request, notices.refusal(unable))
        return redirect("people:contact", pk=shown.pk)
    messages.success(request, _("%(name)s has left. The tickets stay.") % {"name": apart(shown.user)})
    return redirect("people:organization-of", key=shown.organization.key)


def _managed(request: Request, pk: int) -> Contact:
    """The contact, through the one door; who sees it but manages nothing is told so."""
    visible = Contact.objects.visible_to(request.user).filter(left_at=None)
    shown = get_object_or_404(visible.select_related("user", "organization").prefetch_related("roles"), pk=pk)
    if not manages(request.user, shown.organization):
        refused = services.UnableToChangeContact("not-a-manager", (shown.organization.name,))
        raise PermissionDenied(notices.refusal(refused))
    return shown
