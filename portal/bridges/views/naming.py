"""What stands beside a ticket, a thread or an article because they name each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.querysets import is_agent
from common import digits
from common.http import Request
from community import indexing as threads
from community.models import Thread
from knowledgebase import indexing as articles
from knowledgebase.models import Article
from search.models import Reference
from search.portfolio import keys_of
from search.services import Named, named_with
from tickets.models import Ticket
from tickets.rules import search_group

Reader = User | AnonymousUser
MADE, EXPLAINS = Reference.Kind.MADE_INTO.value, Reference.Kind.EXPLAINS.value
LABELS: Mapping[tuple[str, str, bool], Promise] = {
    (MADE, "ticket", False): _("Became a ticket"),
    (MADE, "ticket", True): _("Made of a ticket"),
    (MADE, "thread", False): _("Asked in the community"),
    (MADE, "thread", True): _("Comes from the community"),
    (MADE, "article", False): _("Became an article"),
    (MADE, "article", True): _("Made of an article"),
    (EXPLAINS, "article", True): _("Known issue"),
    (EXPLAINS, "ticket", False): _("A ticket that has it"),
}
"""What stands before a name: by kind, by what is named, and by whether that came first."""
ICONS = {"ticket": "ticket", "thread": "messages", "article": "book"}


@dataclass(frozen=True)
class Line:
    """Something that is named, in words."""

    label: Promise
    icon: str
    named: Named
    title: str
    url: str


@require_safe
def references(request: Request, kind: str, name: str) -> HttpResponse:
    """List what names the thing and what it names, as far as the reader may see it.

    Raises:
        Http404: when the reader may not see the thing itself.
    """
    reader: Reader = request.user
    found = DOORS[kind](reader, name) if kind in DOORS else None
    if found is None:
        raise Http404
    group, title, url = found
    rows = named_with(group, keys=keys_of(reader, request.at), unread=("article:",) if is_agent(request.user) else ())
    drafts = _drafts(request, rows)
    lines = [line for each in rows if (line := _line(each, drafts))]
    shell = "shells/dialog.html" if request.htmx else f"shells/{'agent' if is_agent(request.user) else 'customer'}.html"
    context = {"lines": lines, "shell": shell, "title": title, "url": url, "is_piece": bool(request.htmx)}
    return render(request, "bridges/references.html", context)


def _line(each: Named, drafts: Mapping[str, Article]) -> Line | None:
    kind = each.group.partition(":")[0]
    label = LABELS.get((each.kind, kind, each.is_source))
    if label is None:
        return None
    if each.title:
        title = f"{each.note} {each.title}" if kind == "ticket" else each.title
        return Line(label, ICONS[kind], each, title, each.url)
    draft = drafts.get(each.group)
    if draft is None or draft.latest is None:
        return None
    return Line(_("Draft of an article"), "edit", each, draft.latest.title, _manuscript(draft))


def _drafts(request: Request, rows: list[Named]) -> Mapping[str, Article]:
    """The articles that nobody reads yet, for those who write them."""
    unread = [articles.article_of(each.group) for each in rows if not each.title]
    if not unread:
        return {}
    found = Article.objects.worked_by(request.user).filter(pk__in=unread).select_related("latest")
    return {articles.group_of(each.pk): each for each in found}


def _manuscript(article: Article) -> str:
    return reverse("knowledgebase:manuscript", args=[article.slug])


def _ticket(reader: Reader, name: str) -> tuple[str, str, str] | None:
    if not isinstance(reader, User):
        return None
    found = Ticket.objects.visible_to(reader).filter(reference=name).only("pk", "reference").first()
    return (search_group(found.pk), found.reference, reverse("tickets:ticket", args=[name])) if found else None


def _thread(reader: Reader, name: str) -> tuple[str, str, str] | None:
    key = digits.read(name) or 0
    found = Thread.objects.visible_to(reader).filter(pk=key).first()
    return (threads.group(found.pk), found.title, reverse("community:thread", args=[key])) if found else None


def _article(reader: Reader, name: str) -> tuple[str, str, str] | None:
    found = Article.objects.visible_to(reader).with_titles().filter(slug=name).first()
    if found is None or found.published is None:
        return None
    return articles.group_of(found.pk), found.published.title, reverse("knowledgebase:article", args=[name])


DOORS: Mapping[str, Callable[[Reader, str], tuple[str, str, str] | None]] = {
    "ticket": _ticket,
    "thread": _thread,
    "article": _article,
}
