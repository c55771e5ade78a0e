"""How the reader is reached: its devices, the ways it chose, and whether they work."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Agent
from common.direction import apart
from common.http import INVALID, Request, shell
from oncall import notices, portfolio, services
from oncall.forms import DeviceForm, WayForm
from oncall.models import Delivery, Device, Way
from oncall.services.channels import is_ready
from oncall.services.channels.push import public_key
from oncall.views.access import agents_only

NEWEST: Final = 12


@require_safe
@agents_only
def devices(request: Request) -> HttpResponse:
    """Show the reader's devices, the ways in their order, and what was sent to it last."""
    agent = request.user.agent
    parts = ("device", "webhook", "attempt__run__page")
    sent = Delivery.objects.visible_to(request.user).newest_first().select_related(*parts)
    context = {
        "devices": list(Device.objects.visible_to(request.user).open().proven()),
        "ended": list(Device.objects.visible_to(request.user).ended_last()[:3]),
        "ways": list(Way.objects.visible_to(request.user).in_turn()),
        "reaches": [each for each in portfolio.reaches(agent) if is_ready(each.channel)],
        "proven": portfolio.proven(agent),
        "sent": list(sent.prefetch_related("tries")[:NEWEST]),
        "may_push": bool(public_key()),
    }
    return render(request, "oncall/devices.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def device_new(request: Request) -> HttpResponse:
    """Let the browser in which this page is open wake the reader; the script of the page asks the browser."""
    agent, key = request.user.agent, public_key()
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_device(agent=agent, at=request.at, **form.cleaned_data)
        except services.UnableToReachAgent as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            messages.success(request, _("%(device)s wakes you from now on. Send it a test.") % {"device": apart(added)})
            return redirect("oncall:devices")
    context = {"form": form, "public_key": key, "shell": shell(request, "agent")}
    return render(request, "oncall/device_new.html", context, status=INVALID if form.errors else None)


@require_POST
@login_required
def device_removal(request: Request, pk: int) -> HttpResponse:
    """Call a device no more."""
    device = get_object_or_404(Device.objects.visible_to(request.user).open(), pk=pk)
    services.remove_device(device=device, at=request.at)
    messages.info(request, _("%(device)s is called no more.") % {"device": apart(device)})
    return redirect("oncall:devices")


@require_POST
@agents_only
def device_test(request: Request, pk: int) -> HttpResponse:
    """Send a test to a device."""
    device = get_object_or_404(Device.objects.visible_to(request.user).open(), pk=pk)
    return _try_out(request, request.user.agent, device)


@require_POST
@agents_only
def ways_test(request: Request) -> HttpResponse:
    """Send a test by every way at once."""
    return _try_out(request, request.user.agent, None)


@require_http_methods(["GET", "POST"])
@agents_only
def way_new(request: Request) -> HttpResponse:
    """Add a way to be reached."""
    agent = request.user.agent
    form = WayForm(request.POST or None, ready=is_ready)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_way(agent=agent, **form.cleaned_data)
        except services.UnableToReachAgent as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            return redirect("oncall:devices")
    context = {"form": form, "shell": shell(request, "agent")}
    return render(request, "oncall/way_new.html", context, status=INVALID if form.errors else None)


@require_POST
@login_required
def way_removal(request: Request, pk: int) -> HttpResponse:
    """Be reached by a way no more."""
    services.remove_way(way=get_object_or_404(Way.objects.visible_to(request.user), pk=pk))
    return redirect("oncall:devices")


@require_safe
def worker(request: Request) -> HttpResponse:
    """The script that shows a push while no page is open; it lies here because its scope is the addresses below."""
    return render(request, "oncall/worker.js", content_type="text/javascript; charset=utf-8")


def _try_out(request: Request, agent: Agent, device: Device | None) -> HttpResponse:
    try:
        count = len(services.try_out(agent=agent, device=device, at=request.at))
    except services.UnableToReachAgent as unable:
        messages.error(request, notices.refusal(unable))
    else:
        text = ngettext("%(count)d test is on its way.", "%(count)d tests are on their way.", count)
        messages.success(request, text % {"count": count})
    return redirect("oncall:devices")
