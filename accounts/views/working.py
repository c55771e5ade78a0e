"""When an agent works: its hours and absences, for itself and for who leads its desk."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import notices, rules, services
from accounts.forms.working import UNTIL, AbsenceForm, AwayForm, WeekForm
from accounts.models import Absence, Agent
from common.http import INVALID, Request
from common.refusal import Unable


@login_required
def work(request: Request, pk: int) -> HttpResponse:
    """Show and keep the weekly hours of an agent."""
    agent = _agent(request, pk)
    if request.method != "POST":
        return _page(request, agent)
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _page(request, agent, week=form)
    try:
        services.set_working_hours(agent=agent, week=form.week(), actor=request.user)
    except services.UnableToPlan as unable:
        form.add_error(None, notices.refusal(unable))
        return _page(request, agent, week=form)
    messages.success(request, _("The hours are saved."))
    return redirect("people:work", pk=agent.pk)


@login_required
@require_POST
def away(request: Request, pk: int) -> HttpResponse:
    """Be away from now, for as long as the button says."""
    agent = _agent(request, pk)
    form = AwayForm(request.POST)
    if form.is_valid():
        until = rules.away_until(rules.Until(form.cleaned_data["until"]), request.at, agent.user.zone)
        services.go_away(agent=agent, until=until, actor=request.user, at=request.at)
    return redirect("people:work", pk=agent.pk)


@login_required
@require_POST
def back(request: Request, pk: int) -> HttpResponse:
    """Be back from what lasts now."""
    agent = _agent(request, pk)
    services.come_back(agent=agent, actor=request.user, at=request.at)
    return redirect("people:work", pk=agent.pk)


@login_required
@require_POST
def absences(request: Request, pk: int) -> HttpResponse:
    """Plan an absence."""
    agent = _agent(request, pk)
    form = AbsenceForm(request.POST)
    if not form.is_valid():
        return _page(request, agent, absence=form)
    try:
        services.plan_absence(agent=agent, actor=request.user, at=request.at, **form.cleaned_data)
    except Unable as unable:
        form.add_error("ends_at", notices.refusal(unable))
        return _page(request, agent, absence=form)
    return redirect("people:work", pk=agent.pk)


@login_required
@require_POST
def absence_cancellation(request: Request, pk: int, number: int) -> HttpResponse:
    """Take back an absence."""
    visible = Absence.objects.visible_to(request.user, Agent.objects.all()).select_related("agent__user")
    absence = get_object_or_404(visible, agent=pk, pk=number)
    services.cancel_absence(absence=absence, actor=request.user, at=request.at)
    return redirect("people:work", pk=pk)


def _agent(request: Request, pk: int) -> Agent:
    """The reader as an agent, or an agent of a desk that it leads."""
    visible = Agent.objects.visible_to(request.user).select_related("user").prefetch_related("working_hours")
    return get_object_or_404(visible, pk=pk)


def _others(request: Request, agent: Agent) -> list[Agent]:
    """Whom else the reader plans for: nobody but a lead has any."""
    others = Agent.objects.visible_to(request.user).current().exclude(pk=agent.pk).select_related("user")
    return list(others.order_by("user__name", "pk"))


def _page(
    request: Request, agent: Agent, *, week: WeekForm | None = None, absence: AbsenceForm | None = None
) -> HttpResponse:
    absences = list(agent.absences.not_over(request.at))
    context: dict[str, Any] = {
        "agent": agent,
        "is_own": agent.user_id == request.user.pk,
        "week": week or WeekForm.of(agent),
        "absence_form": absence or AbsenceForm(),
        "lasting": next((each for each in absences if each.starts_at <= request.at), None),
        "ahead": [each for each in absences if each.starts_at > request.at],
        "until": UNTIL,
        "others": _others(request, agent),
    }
    return render(request, "accounts/work.html", context, status=INVALID if week or absence else 200)
