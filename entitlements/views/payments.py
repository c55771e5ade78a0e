"""Paying an order of time units by card, and the news that the payment provider sends (R11)."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.permissions import buys_for
from common.http import Request
from common.refusal import Unable
from entitlements import services
from entitlements.models import UnitOrder

REFUSED: Final = 400
TOO_LARGE: Final = 413
MOST: Final = 256 * 1024
"""Bytes of one event; Stripe's are a few thousand."""


@login_required
@require_POST
def unit_order_payment(request: Request, pk: int) -> HttpResponse:
    """Go and pay an order by card."""
    order = get_object_or_404(UnitOrder.objects.visible_to(request.user).select_related("organization"), pk=pk)
    if not buys_for(request.user, order.organization):
        raise PermissionDenied(_("Time units are bought by a billing contact or a manager."))
    units = reverse("units", args=[order.organization.key])
    try:
        return redirect(services.begin_checkout(order=order, back_url=f"{settings.BASE_URL.rstrip('/')}{units}"))
    except Unable as unable:
        messages.error(request, " ".join(unable.reasons))
        return redirect(units)


@csrf_exempt
@require_POST
def payment_news(request: Request) -> HttpResponse:
    """Take news of a payment; the signature stands for the sender: there is no session that could be misused."""
    if not services.takes_cards():
        raise Http404
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=TOO_LARGE)
    if len(body) > MOST:
        return HttpResponse(status=TOO_LARGE)
    if not services.signed_by_stripe(body, request.headers.get("Stripe-Signature", ""), at=request.at):
        return HttpResponse(status=REFUSED)
    is_read = services.take_payment_news(body=body, at=request.at) is not None
    return HttpResponse(status=200 if is_read else REFUSED)
