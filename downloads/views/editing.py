"""What editors do: the list of releases in work, a new one, and another edition of what one says."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from common import previews
from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from downloads import services
from downloads.forms import ReleaseForm, initial_of
from downloads.models import Release
from downloads.rules import State
from downloads.services.releasing import rendered
from downloads.views import words
from downloads.views.access import editors_only, worked

LISTED = 200


@require_safe
@editors_only
def work(request: Request) -> HttpResponse:
    """The releases by where they stand: drafts and scheduled ones first."""
    rows = Release.objects.worked_by(request.user).with_names().order_by("-created_at", "-id")
    by_state: dict[str, list[Release]] = {state.value: [] for state in State}
    for release in rows[:LISTED]:
        by_state[release.state].append(release)
    groups = [(state, Release.State(state).label, found) for state, found in by_state.items()]
    return render(request, "downloads/work.html", {"groups": groups})


@editors_only
def new(request: Request) -> HttpResponse:
    """Begin a release."""
    initial = {"kind": Release.Kind.UPDATE.value, "version": request.GET.get("version", "")}
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = services.start_release(draft=form.draft(), actor=request.user, at=request.at)
        except Unable as refusal:
            return _refused(request, form, None, refusal)
        return redirect("downloads:release", made.slug)
    return _form(request, form, None, INVALID if form.is_bound else 200)


@editors_only
def edition(request: Request, slug: str) -> HttpResponse:
    """Write what a release says anew."""
    found = worked(request, slug)
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial=initial_of(found))
    if form.is_bound and form.is_valid():
        known = form.cleaned_data["known"] or 0
        try:
            made = services.revise(release=found, draft=form.draft(), known=known, actor=request.user, at=request.at)
        except Unable as refusal:
            return _refused(request, form, found, refusal)
        return redirect("downloads:release", made.slug)
    return _form(request, form, found, INVALID if form.is_bound else 200)


@require_POST
@editors_only
def preview(request: Request) -> HttpResponse:
    """Show how notes will look."""
    text = request.POST.get("notes", "")
    return previews.preview(request, text, rendered(text))


def _refused(request: Request, form: ReleaseForm, found: Release | None, refusal: Unable) -> HttpResponse:
    """The form with the text in it, and why it was not saved."""
    form.add_error("number" if refusal.code in {"taken", "fixed", "no_number"} else None, words.refused(refusal))
    return _form(request, form, found, CONFLICT if refusal.code == "conflict" else INVALID)


def _form(request: Request, form: ReleaseForm, found: Release | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "release": found, "shell": shell(request, "agent")}
    return render(request, "downloads/edit.html", context, status=status)
