"""Adding files to a release, and taking them out of a draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_POST

from common.http import CONFLICT, INVALID, Request, shell
from common.refusal import Unable
from downloads import services
from downloads.forms import FileForm, brought
from downloads.models import File, Release
from downloads.views import words
from downloads.views.access import editors_only, worked
from uploads.services import is_on


@editors_only
def new(request: Request, slug: str) -> HttpResponse:
    """Add a file that was uploaded, or that comes with the form."""
    found = worked(request, slug)
    if request.method != "POST":
        return _page(request, found, FileForm())
    form = FileForm(request.POST, MultiValueDict({"file": brought(request)}))
    if not form.is_valid():
        return _page(request, found, form, INVALID)
    said = form.cleaned_data
    draft = services.FileDraft(upload=said["file"].upload, platform=said["platform"], signature=said["signature"])
    try:
        services.add_file(release=found, draft=draft, actor=request.user, at=request.at)
    except Unable as refusal:
        form.add_error("signature" if refusal.code == "bad_signature" else None, words.refused(refusal))
        return _page(request, found, form, CONFLICT if refusal.code == "wrong_state" else INVALID)
    return redirect("downloads:release", slug)


@require_POST
@editors_only
def removal(request: Request, slug: str, number: int) -> HttpResponse:
    """Take a file out of a draft."""
    release = worked(request, slug)
    rows = File.objects.visible_to(request.user, Release.objects.all()).filter(release=release, removed_at=None)
    found = rows.select_related("release").filter(pk=number).first()
    if found is None:
        raise Http404
    try:
        services.remove_file(file=found, actor=request.user, at=request.at)
    except Unable as refusal:
        messages.error(request, words.refused(refusal))
    return redirect("downloads:release", slug)


def _page(request: Request, found: Release, form: FileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "release": found, "is_scanned": is_on(), "shell": shell(request, "agent")}
    return render(request, "downloads/file_new.html", context, status=status)
