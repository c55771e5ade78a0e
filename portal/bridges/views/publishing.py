"""From a ticket to an article or a thread: what goes over is chosen, redacted, looked at, and confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.http import CONFLICT, INVALID, TOO_MANY, Request
from common.refusal import Unable
from community.models import Category
from knowledgebase.permissions import roles_of
from knowledgebase.rules import Role, compared
from portal.bridges import rules, services
from portal.bridges.forms import ArticleTarget, PublishingForm, ThreadTarget
from portal.bridges.services import Words
from tickets.models import Ticket

WORDS: dict[str, Promise] = {
    "nothing": gettext_lazy("Say in a title and a text what it is about."),
    "private": gettext_lazy("Something private came back into the words. It is taken out again below: look once more."),
    "unseen": gettext_lazy("The words are not those that you looked at. Look at them once more, then confirm."),
    "not_confirmed": gettext_lazy("Confirm that you have read what becomes public."),
    "too_often": gettext_lazy("You have written very much within an hour. Wait some minutes, then send again."),
}
OTHER = gettext_lazy("This cannot be done as it stands.")
Target = ArticleTarget | ThreadTarget


@dataclass(frozen=True)
class Bridge:
    """One end of a bridge: what the page is called, what its button says, and what is made."""

    title: Promise
    button: Promise
    confirms: Promise
    make: Callable[..., HttpResponse]


@login_required
def article(request: Request, reference: str) -> HttpResponse:
    """Make the draft of an article of a ticket."""
    ticket = _ticket(request, reference)
    if Role.EDITOR not in roles_of(request.user):
        raise PermissionDenied(_("Editors write articles. Ask an administrator for the role."))
    target = ArticleTarget(request.POST or None, has_product=ticket.product_id is not None)
    return _answer(request, ticket, ARTICLE, target)


@login_required
def thread(request: Request, reference: str) -> HttpResponse:
    """Ask in the community what a ticket asked, with its answer."""
    ticket = _ticket(request, reference)
    places = list(Category.objects.visible_to(request.user).in_order())
    near = [each.slug for each in places if each.product_id and each.product_id == ticket.product_id]
    initial = {"category": near[0] if near else ""}
    return _answer(request, ticket, THREAD, ThreadTarget(request.POST or None, categories=places, initial=initial))


def _ticket(request: Request, reference: str) -> Ticket:
    rows = Ticket.objects.worked_by(request.user).kept().filter(reference=reference)
    found = rows.select_related("requester", "organization", "partner", "product", "version").first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Proposal:
    """What would become public, and what it is made of."""

    before: Words
    after: Words
    found: list[rules.Finding]
    chosen: list[str]
    kept: list[str]
    known: rules.Known


def _answer(request: Request, ticket: Ticket, bridge: Bridge, target: Target) -> HttpResponse:
    parts = services.parts_of(ticket)
    form = PublishingForm(request.POST or None, parts=parts)
    proposal = _proposal(ticket, parts, form)
    if request.POST.get("do") != "publish":
        return _page(request, ticket, bridge, target, proposal, form)
    if "sure" not in request.POST:
        return _page(request, ticket, bridge, target, proposal, form, refused="not_confirmed")
    if not target.is_valid():
        return _page(request, ticket, bridge, target, proposal, form, status=INVALID)
    try:
        seen = request.POST.get("seen", "")
        services.check(form.words(), proposal.known, kept=proposal.kept, seen=seen)
        return bridge.make(request, ticket, form.words(), target.chosen())
    except Unable as refusal:
        return _page(request, ticket, bridge, target, proposal, form, refused=refusal.code)


def _proposal(ticket: Ticket, parts: list[services.Part], form: PublishingForm) -> Proposal:
    """What was typed without what looks private; what nobody has typed in is made of the ticket again."""
    known = services.known_of(ticket, parts)
    chosen = form.listed("parts") if form.is_bound else services.usual(parts)
    kept = form.listed("keep")
    before = services.composed(ticket, parts, chosen)
    typed = form.words() if form.is_bound and _is_edited(form) else before
    after = services.proposed(typed, known, kept, form.data.get("also", ""))
    found = {each.piece: each for words in (before, typed) for each in services.found_in(words, known)}
    return Proposal(before, after, list(found.values()), chosen, kept, known)


def _is_edited(form: PublishingForm) -> bool:
    """Whether somebody wrote in the words since they were made, and does not want them made again."""
    if form.data.get("do") == "again":
        return False
    return bool(rules.fingerprint(*form.words().texts) != form.data.get("seen", ""))


def _page(
    request: Request,
    ticket: Ticket,
    bridge: Bridge,
    target: Target,
    proposal: Proposal,
    form: PublishingForm,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    after = proposal.after
    initial = {"title": after.title, "question": after.question, "answer": after.answer, "keep": proposal.kept}
    more = {"parts": proposal.chosen, "also": form.data.get("also", ""), "seen": rules.fingerprint(*after.texts)}
    shown = PublishingForm(parts=list(form.texts.values()), initial={**initial, **more})
    shown.offer_to_keep([(each.kind, each.piece) for each in proposal.found])
    pairs = zip(proposal.before.texts, after.texts, strict=True)
    context = {
        "ticket": ticket,
        "bridge": bridge,
        "form": shown,
        "target": target if request.POST.get("do") == "publish" else type(target)(**_again(request, target)),
        "diffs": [compared(before, now) for before, now in pairs if before or now],
        "refused": str(WORDS.get(refused, OTHER)) if refused else "",
        "has_found": bool(proposal.found),
    }
    code = CONFLICT if refused in {"unseen", "private"} else INVALID if refused else status
    return render(request, "bridges/publishing.html", context, status=TOO_MANY if refused == "too_often" else code)


def _again(request: Request, target: Target) -> dict[str, Any]:
    """What a fresh form of the target begins with: what was chosen so far, not judged yet."""
    said = {name: value for name in target.fields if (value := request.POST.get(name))}
    initial = {**{name: field.initial for name, field in target.fields.items()}, **target.initial, **said}
    if isinstance(target, ArticleTarget):
        return {"has_product": target.has_product, "initial": initial}
    return {"categories": list(target.rows.values()), "initial": initial}


def _write_article(request: Request, ticket: Ticket, words: Words, chosen: dict[str, Any]) -> HttpResponse:
    made = services.write_article(ticket=ticket, words=words, actor=request.user, at=request.at, **chosen)
    return redirect("knowledgebase:manuscript", made.slug)


def _ask_thread(request: Request, ticket: Ticket, words: Words, chosen: dict[str, Any]) -> HttpResponse:
    made = services.ask_thread(ticket=ticket, words=words, actor=request.user, at=request.at, **chosen)
    return redirect("community:thread", made.pk)


ARTICLE = Bridge(
    gettext_lazy("Make an article"),
    gettext_lazy("Write the draft"),
    gettext_lazy("I have read the words as they will be. Nothing in them names a customer, a person or a secret."),
    _write_article,
)
THREAD = Bridge(
    gettext_lazy("Ask it in the community"),
    gettext_lazy("Publish the thread"),
    gettext_lazy("I have read the words as everybody will. Nothing in them names a customer, a person or a secret."),
    _ask_thread,
)
