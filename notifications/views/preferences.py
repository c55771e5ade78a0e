"""What somebody wants to be told, and when."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from common.http import INVALID, Request
from common.refusal import Unable
from notifications import services, wording
from notifications.forms import PreferencesForm


@login_required
def preferences(request: Request) -> HttpResponse:
    """Show the kinds with their ways, the digest and the quiet hours, and keep what is chosen."""
    user = request.user
    form = PreferencesForm(request.POST or None, wishes=services.wishes_of(user), times=services.times_of(user))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, INVALID if request.method == "POST" else 200)
    try:
        with transaction.atomic():
            services.choose(user=user, wishes=form.wishes(), at=request.at)
            services.change_times(user=user, times=form.times(), at=request.at)
    except Unable as refusal:
        form.add_error(None, wording.REFUSALS[refusal.code])
        return _page(request, form, INVALID)
    messages.success(request, _("Your choice is saved."))
    return redirect("notifications:preferences")


def _page(request: Request, form: PreferencesForm, status: int) -> HttpResponse:
    return render(request, "notifications/preferences.html", {"form": form, "zone": request.user.zone}, status=status)
