"""An organization's time units: what is left, what expires when, each month's statement, and orders (R11)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import Organization
from accounts.permissions import buys_for
from accounts.querysets import is_agent
from common import cells, money
from common.http import INVALID, Request, digest, shell
from common.refusal import Unable
from entitlements import services
from entitlements.forms import UnitOrderForm
from entitlements.models import UnitOrder
from entitlements.portfolio import Statement, standing, statement, unit_price
from entitlements.rules import following, month
from entitlements.views.asking import may_read_units
from outbox.services import submit_once


@login_required
def units(request: Request, key: str) -> HttpResponse:
    """What is left and held, until when, and the statement of `?month=`."""
    organization = _readable(request, key)
    shown = _statement(request, organization)
    seen = UnitOrder.objects.visible_to(request.user)
    context = {
        "organization": organization,
        "standing": standing(organization, request.at),
        "statement": shown,
        "closed_at": min(shown.ends_at, request.at),
        "before": f"{shown.starts_at - timedelta(days=1):%Y-%m}",
        "after": f"{shown.ends_at:%Y-%m}" if shown.ends_at <= request.at else "",
        "month": f"{shown.starts_at:%Y-%m}",
        "orders": list(seen.filter(organization=organization).order_by("-pk")[:20]),
        "may_buy": buys_for(request.user, organization),
        "takes_cards": services.takes_cards(),
        "is_agent": is_agent(request.user),
    }
    return render(request, "entitlements/units.html", context)


@login_required
def units_statement(request: Request, key: str) -> StreamingHttpResponse:
    """The statement of `?month=` as CSV, with the times of the reader's zone."""
    organization = _readable(request, key)
    shown = _statement(request, organization)
    answer = StreamingHttpResponse(cells.lines(_table(shown, request.at)), content_type="text/csv; charset=utf-8")
    name = f"units-{organization.key}-{shown.starts_at:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
def unit_order_new(request: Request, key: str) -> HttpResponse:
    """Order time units, to be paid by invoice."""
    organization = _readable(request, key)
    if not buys_for(request.user, organization):
        raise PermissionDenied(_("Time units are bought by a billing contact or a manager."))
    form = UnitOrderForm(request.POST if request.method == "POST" else None, initial={"token": token_urlsafe(16)})
    if form.is_valid():
        try:
            return redirect(_ordered(request, organization, form))
        except Unable as unable:
            form.add_error(None, list(unable.reasons))
    price = unit_price(organization, request.at)
    context = {
        "organization": organization,
        "form": form,
        "price": money.written(price.minor, price.currency) if price else "",
        "minutes": services.unit_terms().unit_minutes,
        "shell": shell(request, "customer"),
        "here": request.path,
    }
    return render(request, "entitlements/unit_order.html", context, status=INVALID if form.errors else 200)


@login_required
@require_POST
def unit_order_cancellation(request: Request, pk: int) -> HttpResponse:
    """Take an order back that is not paid."""
    order = get_object_or_404(UnitOrder.objects.visible_to(request.user).select_related("organization"), pk=pk)
    if not buys_for(request.user, order.organization):
        raise PermissionDenied(_("Time units are bought by a billing contact or a manager."))
    try:
        services.cancel_order(order=order, actor=request.user, at=request.at)
    except Unable as unable:
        messages.error(request, " ".join(unable.reasons))
    else:
        messages.success(request, _("The order is cancelled."))
    return redirect("units", key=order.organization.key)


def _ordered(request: Request, organization: Organization, form: UnitOrderForm) -> str:
    def make() -> str:
        services.order_units(organization=organization, draft=form.draft(), actor=request.user, at=request.at)
        messages.success(request, _("Ordered. The units can be used as soon as they are paid."))
        return reverse("units", args=[organization.key])

    owner, token = f"user:{request.user.pk}", form.cleaned_data["token"]
    return submit_once(owner=owner, token=token, at=request.at, make=make, said=digest(request))


def _readable(request: Request, key: str) -> Organization:
    """The organization, whose time units its billing contacts, its managers and agents read."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user), key=key)
    if not may_read_units(request.user, organization):
        raise PermissionDenied(_("Time units are read by billing contacts and managers. Ask one of yours."))
    return organization


def _statement(request: Request, organization: Organization) -> Statement:
    starts_at, ends_at = month(request.GET.get("month", ""), request.at, request.user.zone)
    return statement(organization, starts_at, ends_at)


def _table(shown: Statement, at: datetime) -> Iterator[tuple[object, ...]]:
    zone = shown.starts_at.tzinfo
    yield (_("When (%(zone)s)") % {"zone": zone}, _("What"), _("For"), _("Units"), _("Out of"), _("Into"))
    yield (_local(shown.starts_at), _("available before"), "", shown.opening, "", "")
    for entry in shown.entries:
        yield (
            _local(entry.at.astimezone(zone)),
            entry.get_kind_display(),
            entry.use_key,
            entry.units,
            entry.get_source_display(),
            entry.get_target_display(),
        )
    end = following(shown.starts_at)
    closing = (_local(end), _("available after")) if end <= at else (_local(at.astimezone(zone)), _("available now"))
    yield (*closing, "", shown.closing, "", "")


def _local(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
