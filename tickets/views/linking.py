"""An agent links a ticket with others of its customer, and removes such a link."""

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from common.http import INVALID, Request, shell
from common.refusal import Unable
from tickets import services
from tickets.forms.together import HAS_PART, PART_OF, LinkForm
from tickets.models import Link, Ticket
from tickets.services.links import made_by_hand
from tickets.views import merging, refusals
from tickets.views.access import agents_only
from tickets.views.workspace import fetch_to_work


@agents_only
def links(request: Request, reference: str) -> HttpResponse:
    """Show the links of a ticket that can be removed, and a form for another one; on POST add it."""
    ticket = fetch_to_work(request, reference)
    form = LinkForm(request.user, request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return _page(request, ticket, form)
    if not form.is_valid():
        return _page(request, ticket, form, status=INVALID)
    try:
        _link(request, ticket, form)
    except Unable as refusal:
        form.add_error("ticket", refusals.words(refusal))
        return _page(request, ticket, form, status=INVALID)
    return redirect("tickets:ticket", reference)


@require_POST
@agents_only
def link_removal(request: Request, reference: str, number: int) -> HttpResponse:
    """Take a link of the ticket back."""
    ticket = fetch_to_work(request, reference)
    made = _removable(request, ticket).filter(pk=number).first()
    if made is None:
        raise Http404
    services.unlink(made=made, actor=request.user, at=request.at)
    return redirect("tickets:links", reference)


def _link(request: Request, ticket: Ticket, form: LinkForm) -> None:
    other, kind = form.cleaned_data["ticket"], form.cleaned_data["kind"]
    earlier, later = (other, ticket) if kind == PART_OF else (ticket, other)
    made_of = Link.Kind.PARENT if kind in {PART_OF, HAS_PART} else Link.Kind.RELATED
    services.link(earlier=earlier, later=later, kind=made_of, actor=request.user, at=request.at)


def _removable(request: Request, ticket: Ticket) -> QuerySet[Link]:
    worked = Ticket.objects.worked_by(request.user)
    of_it = Q(earlier=ticket, later__in=worked) | Q(later=ticket, earlier__in=worked)
    return made_by_hand(ticket).filter(of_it).select_related("earlier", "later").order_by("id")


def _page(request: Request, ticket: Ticket, form: LinkForm, *, status: int = 200) -> HttpResponse:
    context = {
        "ticket": ticket,
        "form": form,
        "links": list(_removable(request, ticket)),
        "offered": merging.offered(request, ticket),
        "shell": shell(request, "agent"),
    }
    return render(request, "tickets/links.html", context, status=status)
