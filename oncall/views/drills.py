"""A fire drill by hand."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.models import Desk
from common.http import Request, shell
from oncall import notices, portfolio, services
from oncall.permissions import leads
from oncall.views.access import agents_only


@require_http_methods(["GET", "POST"])
@agents_only
def drill(request: Request, pk: int) -> HttpResponse:
    """Send a test page to who is on call at a desk now; leads of the desk and duty managers only."""
    desk = get_object_or_404(Desk.objects.select_related("region"), pk=pk)
    if not leads(request.user, desk.pk):
        raise PermissionDenied
    refusal = ""
    if request.method == "POST":
        try:
            services.drill_now(desk=desk, actor=request.user.agent, at=request.at)
        except services.UnableToDrill as unable:
            refusal = str(notices.refusal(unable))
        else:
            messages.success(request, _("The test page is on its way. It is proven when somebody acknowledges it."))
            return redirect("oncall:board")
    context = {
        "desk": desk,
        "agent": portfolio.on_call(desk, request.at),
        "refusal": refusal,
        "shell": shell(request, "agent"),
    }
    return render(request, "oncall/drill.html", context, status=HTTPStatus.CONFLICT if refusal else None)
