"""Problems: the list, one of them with its tickets, and what agents say of it. No customer comes here."""

import secrets

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.problems import ProblemForm
from tickets.forms.together import OtherTicketForm
from tickets.models import Problem
from tickets.views import affected, once, refusals
from tickets.views.access import agents_only

LISTED = 100


@agents_only
def problems(request: Request) -> HttpResponse:
    """List the problems, those that are not solved first."""
    shown = Problem.objects.visible_to(request.user).select_related("product", "version")
    count = Count("tickets", filter=Q(tickets__is_set_aside=False))
    rows = shown.annotate(affected=count).order_by("-solved_at", "-id")
    found = sorted(rows[:LISTED], key=lambda each: each.solved_at is not None)
    return render(request, "tickets/problems.html", {"problems": found})


@agents_only
def new(request: Request) -> HttpResponse:
    """Open a problem, once per form."""
    sent = request.POST if request.method == "POST" else None
    form = ProblemForm(sent, initial={"token": secrets.token_urlsafe(24)})
    if form.is_bound and form.is_valid():
        return redirect(_opened(request, form))
    return _form(request, form, None)


@agents_only
def problem(request: Request, number: int) -> HttpResponse:
    """Show a problem with the tickets that its reader works and how many others there are."""
    found = fetch(request, number)
    return page(request, found, OtherTicketForm(request.user))


@agents_only
def edition(request: Request, number: int) -> HttpResponse:
    """Say better what is known of a problem."""
    found = fetch(request, number)
    initial = {"subject": found.subject, "description": found.description, "version": found.version_id}
    form = ProblemForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        services.edit_problem(problem=found, draft=form.draft(), actor=request.user)
        return redirect("tickets:problem", found.pk)
    return _form(request, form, found)


@require_POST
@agents_only
def joining(request: Request, number: int) -> HttpResponse:
    """Attach a ticket that is named to the problem."""
    found = fetch(request, number)
    form = OtherTicketForm(request.user, request.POST)
    if not form.is_valid():
        return page(request, found, form, status=INVALID)
    try:
        services.attach_to_problem(ticket=form.cleaned_data["ticket"], problem=found, actor=request.user, at=request.at)
    except Unable as refusal:
        form.add_error("ticket", refusals.words(refusal))
        return page(request, found, form, status=INVALID)
    return redirect("tickets:problem", found.pk)


@require_POST
@agents_only
def reopening(request: Request, number: int) -> HttpResponse:
    """Say that a fault that was mended is back."""
    found = fetch(request, number)
    try:
        services.reopen_problem(problem=found, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.warning(request, refusals.words(refusal))
    return redirect("tickets:problem", found.pk)


def fetch(request: Request, number: int) -> Problem:
    """The problem of that number.

    Raises:
        Http404: when there is none.
    """
    shown = Problem.objects.visible_to(request.user).select_related("product", "version", "opened_by")
    found = shown.filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def page(request: Request, found: Problem, form: OtherTicketForm, *, status: int = 200) -> HttpResponse:
    """Show the problem; a form that was refused comes back with why."""
    context = {
        "problem": found,
        "affected": affected.affected(found, request.user),
        "news": affected.news(found, request.user),
        "form": form,
    }
    return render(request, "tickets/problem.html", context, status=status)


def _opened(request: Request, form: ProblemForm) -> str:
    """Open the problem once per token; its address."""

    def make() -> str:
        made = services.open_problem(draft=form.draft(), actor=request.user, at=request.at)
        return reverse("tickets:problem", args=[made.pk])

    return once.filed(request, "subject", "description").reach(make)


def _form(request: Request, form: ProblemForm, found: Problem | None) -> HttpResponse:
    context = {"form": form, "problem": found, "shell": shell(request, "agent")}
    return render(request, "tickets/problem_form.html", context, status=INVALID if form.is_bound else 200)
