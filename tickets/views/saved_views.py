"""The pages of saved views: keep the filters of the queue, rename, share and delete them."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Desk
from common.direction import apart
from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import permissions, services
from tickets.forms.saved_views import SavedViewForm
from tickets.models import SavedView
from tickets.views import refusals
from tickets.views.access import agents_only
from tickets.views.queue_options import Saved
from tickets.views.queue_tabs import query_of


@dataclass(frozen=True)
class Line:
    """A saved view in the list of them, and what its reader may do with it."""

    view: SavedView
    href: str
    is_own: bool
    may_delete: bool


@agents_only
def views(request: Request) -> HttpResponse:
    """List the saved views that the reader sees."""
    led = set(request.user.agent.memberships.filter(is_lead=True).values_list("desk", flat=True))
    found = SavedView.objects.visible_to(request.user).select_related("owner", "desk").order_by("name", "pk")
    lines = [
        Line(view, address(view), own := view.owner_id == request.user.pk, own or view.desk_id in led) for view in found
    ]
    return render(request, "tickets/saved_views.html", {"lines": lines})


@agents_only
def new(request: Request) -> HttpResponse:
    """Keep filters of the queue under a name."""
    form = _form(request, {"query": request.GET.urlencode()})
    if request.method == "POST" and form.is_valid():
        try:
            view = services.save_view(
                owner=request.user,
                name=form.cleaned_data["name"],
                desk=_desk(request, form),
                filters=form.filters() or {},
                at=request.at,
            )
        except Unable as refusal:
            form.add_error(None, refusals.words(refusal))
        else:
            return redirect(address(view))
    return _page(request, form, None)


@agents_only
def change(request: Request, pk: int) -> HttpResponse:
    """Rename a view of one's own, share it, or let it keep the filters that the queue shows."""
    view = _fetch(request, pk)
    if view.owner_id != request.user.pk:
        raise PermissionDenied(str(refusals.WORDS["not_your_view"]))
    form = _form(request, {"name": view.name, "desk": view.desk_id, "query": request.GET.urlencode()})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_view(
                view=view,
                actor=request.user,
                name=form.cleaned_data["name"],
                desk=_desk(request, form),
                filters=form.filters(),
                at=request.at,
            )
        except Unable as refusal:
            form.add_error(None, refusals.words(refusal))
        else:
            return redirect(address(view))
    return _page(request, form, view)


@require_POST
@agents_only
def deletion(request: Request, pk: int) -> HttpResponse:
    """Delete a view of one's own, or as a lead one of the desk."""
    view = _fetch(request, pk)
    if not permissions.may_delete_view(request.user, view):
        raise PermissionDenied(str(refusals.WORDS["not_your_view"]))
    services.delete_view(view=view, actor=request.user)
    messages.info(request, _("The view %(name)s is gone.") % {"name": apart(view.name)})
    return redirect("tickets:queue-views")


def _fetch(request: Request, pk: int) -> SavedView:
    found = SavedView.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _own_desks(request: Request) -> list[Desk]:
    places = request.user.agent.memberships.select_related("desk").order_by("desk__name")
    return [place.desk for place in places]


def _form(request: Request, initial: dict[str, object]) -> SavedViewForm:
    form = SavedViewForm(request.POST if request.method == "POST" else None, initial=initial)
    form.offer(_own_desks(request))
    return form


def _desk(request: Request, form: SavedViewForm) -> Desk | None:
    key = form.cleaned_data["desk"]
    places = request.user.agent.memberships.select_related("desk") if key else None
    place = places.filter(desk=key).first() if places is not None else None
    return place.desk if place else None


def _page(request: Request, form: SavedViewForm, view: SavedView | None) -> HttpResponse:
    status = INVALID if form.is_bound else 200
    context = {"shell": shell(request, "agent"), "form": form, "view": view}
    return render(request, "tickets/saved_view.html", context, status=status)


def address(view: SavedView) -> str:
    """Where the queue shows a saved view."""
    return f"{reverse('tickets:queue')}?{query_of(Saved(view.pk, view.name, view.filters))}"
