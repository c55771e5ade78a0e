"""A person's own page, and the demo's way in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from accounts import services
from accounts.forms import ZONES, ProfileForm
from accounts.forms.working import UNTIL
from accounts.views.entering import enter
from accounts.views.pins import pins_of
from common.http import Request, local


@login_required
def account(request: Request) -> HttpResponse:
    """Name, time zone and language; the ways to password and address."""
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(request.user)
    if form.is_valid():
        services.change_profile(user=request.user, profile=form.draft())
        messages.success(request, _("Your details are saved."))
        return redirect("people:account")
    page = {"form": form, "zones": ZONES, "until": UNTIL, "pins": pins_of(request.user)}
    return render(request, "accounts/account.html", page)


@csrf_protect
def demo_login(request: Request) -> HttpResponse:
    """Log in as a published account of the demo; there is no such page for any other account or where it is off."""
    user = services.published_user(request.POST.get("email", ""))
    if user is None:
        raise Http404
    enter(request, user)
    return redirect(local(request, request.POST.get("next", "")) or resolve_url(settings.LOGIN_REDIRECT_URL))
