"""From a thread to a ticket, for whoever asked: what covers it, and what only support may read."""

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Contact
from accounts.querysets import is_agent
from catalog.models import Product
from common.http import INVALID, TOO_MANY, Request, digest, shell
from common.refusal import Unable
from community.models import Post, Thread
from entitlements import portfolio
from entitlements.coverage import COVERING
from outbox.services import submit_once
from portal.bridges import services
from portal.bridges.forms import ThreadTicketForm
from tickets import services as tickets
from tickets.models import Ticket


@dataclass(frozen=True)
class Reason:
    """One step of the decision in words; `met` says whether it speaks for cover."""

    text: str
    met: bool


@login_required
def ticket(request: Request, pk: int) -> HttpResponse:
    """File a ticket for whoever asked in a thread; with "show" only say what covers it."""
    thread = _thread(request, pk)
    contacts = _contacts(request, thread)
    products = _products(thread)
    if request.method != "POST":
        form = ThreadTicketForm(contacts=contacts, products=products, initial=_initial(request, thread))
        return _page(request, thread, form)
    if "show" in request.POST:
        typed = {name: value for name, value in request.POST.items() if name not in {"csrfmiddlewaretoken", "show"}}
        return _page(request, thread, ThreadTicketForm(contacts=contacts, products=products, initial=typed))
    form = ThreadTicketForm(request.POST, contacts=contacts, products=products)
    if not form.is_valid():
        return _page(request, thread, form, INVALID)
    try:
        return redirect(_file(request, thread, form))
    except Unable as refusal:
        form.add_error(None, _said(refusal))
        return _page(request, thread, form, TOO_MANY if refusal.code == "too_often" else INVALID)


def _thread(request: Request, pk: int) -> Thread:
    """The thread; whoever asked files for itself, an agent for it.

    Raises:
        Http404: unknown and invisible alike.
        PermissionDenied: for everybody else who reads it.
    """
    seen = Thread.objects.visible_to(request.user).listed().select_related("author", "category__product")
    found = seen.filter(pk=pk).first()
    if found is None:
        raise Http404
    if found.author_id != request.user.pk and (not is_agent(request.user) or hasattr(found.author, "agent")):
        raise PermissionDenied(_("Whoever asked makes a ticket of a thread, and agents for a customer."))
    return found


def _contacts(request: Request, thread: Thread) -> list[Contact]:
    """The contacts of whoever asked, and for itself those with a role that files."""
    rows = Contact.objects.visible_to(request.user).of(thread.author)
    if thread.author_id == request.user.pk:
        rows = rows.with_role("member", "manager")
    return list(rows.select_related("organization", "home_region", "user").order_by("id"))


def _products(thread: Thread) -> list[Product]:
    product = thread.category.product
    return [product] if product else list(Product.objects.order_by("name"))


def _initial(request: Request, thread: Thread) -> dict[str, Any]:
    question = Post.objects.visible_to(request.user).filter(thread=thread, is_question=True).first()
    asked = _("From the community: %(title)s") % {"title": thread.title}
    return {
        "subject": thread.title,
        "description": f"{asked}\n\n{question.body if question and not question.deleted_at else ''}".strip(),
        "severity": Ticket.Severity.MINOR.value,
        "token": secrets.token_urlsafe(24),
    }


def _file(request: Request, thread: Thread, form: ThreadTicketForm) -> str:
    """File once per token; the address of the ticket, or of the thread for an agent who may not read it."""
    data = form.cleaned_data

    def make() -> str:
        made = services.file_thread(
            thread=thread, draft=form.draft(), private=data["private"], by=request.user, at=request.at
        )
        if not Ticket.objects.visible_to(request.user).filter(pk=made.pk).exists():
            return reverse("community:thread", args=[thread.pk])
        return reverse("tickets:ticket", args=[made.reference])

    owner = f"user:{request.user.pk}"
    return submit_once(owner=owner, token=data["token"], at=request.at, make=make, said=digest(request))


def _page(request: Request, thread: Thread, form: ThreadTicketForm, status: int = 200) -> HttpResponse:
    is_own = thread.author_id == request.user.pk
    context = {
        "shell": shell(request, "agent" if is_agent(request.user) else "customer"),
        "thread": thread,
        "form": form,
        "is_own": is_own,
        **_decision(request, form),
    }
    return render(request, "bridges/filing.html", context, status=status)


def _decision(request: Request, form: ThreadTicketForm) -> dict[str, Any]:
    """What covers the asker for what is chosen so far, in words."""
    side = form.side(form.data if form.is_bound else form.initial)
    made = tickets.preview(requester=request.user, kind=Ticket.Kind.BREAK_FIX.value, at=request.at, **side)
    audience, zone = "agent" if is_agent(request.user) else "customer", request.user.zone
    reasons = [
        Reason(portfolio.sentence(each, audience=audience, zone=zone, names=made.names), each.code in COVERING)
        for each in made.decision.reasons
    ]
    outcome = Ticket.Outcome(made.decision.outcome.value)
    is_covered = outcome in {Ticket.Outcome.COVERED_NOW, Ticket.Outcome.COVERED_LATER}
    return {"reasons": reasons, "outcome": outcome.label, "is_covered": is_covered}


def _said(refusal: Unable) -> str:
    if refusal.code == "too_often":
        return _("You filed very many tickets within an hour. Wait some minutes, then file again.")
    return _("This ticket cannot be filed as it stands. Look at the subject and the text.")
