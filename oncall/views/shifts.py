"""An agent's own shifts: what is ahead, and what colleagues ask of each other."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import Request
from oncall import notices, portfolio, services
from oncall.forms import StretchForm
from oncall.models import Reservation, RotaFeed, Swap
from oncall.views.access import agents_only
from oncall.views.rotations import asked_instant, fetch, stretch_page

WEEKS: Final = 12


@require_safe
@agents_only
def my_shifts(request: Request) -> HttpResponse:
    """Show the reader's shifts ahead, and the swaps that wait for it or for a colleague."""
    agent = request.user.agent
    swaps = Swap.objects.visible_to(request.user).open(request.at)
    reservations = Reservation.objects.visible_to(request.user).open()
    waiting = list(swaps.select_related("rotation__desk__region", "asked_by__user", "asked_of__user"))
    context = {
        "shifts": portfolio.shifts_of(agent, request.at, WEEKS),
        "asked_of_me": [swap for swap in waiting if swap.asked_of_id == agent.pk],
        "asked_by_me": [swap for swap in waiting if swap.asked_by_id == agent.pk],
        "reservations": list(reservations.filter(agent=agent).not_over(request.at)),
        "weeks": WEEKS,
        "feed": RotaFeed.objects.visible_to(request.user).open().filter(rotation=None).first(),
    }
    return render(request, "oncall/my_shifts.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def swap_new(request: Request, pk: int) -> HttpResponse:
    """Ask a colleague to take a shift, or a part of it."""
    found = fetch(request, pk)
    own = request.user.agent
    initial = {name: asked_instant(request, name) for name in ("starts_at", "ends_at")}
    agents = portfolio.colleagues(found).exclude(pk=own.pk)
    form = StretchForm(request.POST or None, agents=agents, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        stretch = {name: facts[name] for name in ("starts_at", "ends_at", "note")}
        try:
            services.ask_swap(rotation=found, asked_by=own, asked_of=facts["agent"], at=request.at, **stretch)
        except services.UnableToSwap as unable:
            form.add_error(None, notices.refusal(unable))
        else:
            messages.success(request, _("Your colleague is asked by mail. You are on call until the answer is yes."))
            return redirect("oncall:my-shifts")
    form.fields["agent"].label = _("Whom to ask")
    return stretch_page(request, found, form, title=_("Ask a colleague to take a shift"), button=_("Ask"))


@require_POST
@login_required
def swap_answer(request: Request, pk: int) -> HttpResponse:
    """Agree to take a colleague's shift, or decline."""
    swap, decision = _swap(request, pk), request.POST.get("decision")
    if decision in {"agree", "decline"}:
        try:
            services.answer_swap(swap=swap, agent=request.user.agent, is_agreed=decision == "agree", at=request.at)
        except services.UnableToSwap as unable:
            messages.error(request, notices.refusal(unable))
    return redirect("oncall:my-shifts")


@require_POST
@login_required
def swap_withdrawal(request: Request, pk: int) -> HttpResponse:
    """Ask a colleague no longer."""
    try:
        services.withdraw_swap(swap=_swap(request, pk), agent=request.user.agent, at=request.at)
    except services.UnableToSwap as unable:
        messages.error(request, notices.refusal(unable))
    return redirect("oncall:my-shifts")


def _swap(request: Request, pk: int) -> Swap:
    parts = ("rotation__desk__region", "asked_by__user", "asked_of__user")
    return get_object_or_404(Swap.objects.visible_to(request.user).select_related(*parts), pk=pk)
