"""What customers see: the releases by product, one of them, and a version with its days of support."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.querysets import is_agent
from catalog.models import Product, Version
from common import digits
from common.http import Request, query_with, visitor_of
from downloads import permissions, portfolio
from downloads.models import Follow, Release
from downloads.querysets import ReleaseQuerySet
from downloads.rules import State
from downloads.views import words
from downloads.views.access import elsewhere, shell_of

LISTED, SHOWN, PAGE = 300, 5, 30
FAR_AHEAD = 36_500
"""Days: a version's page tells of every end that is known."""


@require_safe
def index(request: Request) -> HttpResponse:
    """The newest releases of each product; of a chosen product, version or kind all of them."""
    chosen = {name: request.GET.get(name, "") for name in ("product", "version", "kind")}
    visitor = visitor_of(request)
    reader = portfolio.reader_of(visitor)
    products = portfolio.products()
    product = next((each for each in products if each.slug == chosen["product"]), None)
    rows = _chosen(Release.objects.visible_to(visitor).known().with_names(), chosen).newest_first()
    newest = portfolio.newest_for(visitor, request.at)
    first = digits.read(request.GET.get("after", "")) or 0
    found = list(rows[first : first + PAGE + 1] if any(chosen.values()) else rows[:LISTED])
    entries = portfolio.entries_of(found, reader, request.at, newest)
    context: dict[str, Any] = {
        "shell": shell_of(request),
        "products": products,
        "product": product,
        "versions": portfolio.versions_of(product) if product else [],
        "kinds": Release.Kind.choices,
        "chosen": chosen,
        "rights": _rights(request),
        "follows": product is not None and _follows(visitor, product),
    }
    if any(chosen.values()):
        more = {"older_url": f"?{query_with(request, after=first + PAGE)}" if len(found) > PAGE else ""}
        newer = {"newer_url": f"?{query_with(request, after=max(0, first - PAGE))}" if first else ""}
        return render(request, "downloads/list.html", {**context, **more, **newer, "entries": entries[:PAGE]})
    return render(request, "downloads/index.html", {**context, "shelves": portfolio.shelves(entries, SHOWN)})


@require_safe
def release(request: Request, slug: str) -> HttpResponse:
    """A release with its notes and files, or its title with why there is no more."""
    visitor = visitor_of(request)
    rows = Release.objects.visible_to(visitor).select_related("version__product")
    found = rows.filter(slug=slug).first()
    if found is None:
        return elsewhere(request)
    reader = portfolio.reader_of(visitor)
    entry = portfolio.entry_of(found, reader, request.at, portfolio.newest_for(visitor, request.at).get(found.pk, ()))
    context = {
        "shell": shell_of(request),
        "entry": entry,
        "closed": words.closed(entry),
        "contents": portfolio.contents_of(found, reader, request.at),
        "ending": found.version.ending(request.at.date()),
        "newer": _newer(found, visitor),
        "is_known": visitor.is_authenticated,
        "steps": words.steps(found, permissions.roles_of(visitor)) if isinstance(visitor, User) else {},
        "events": _events(found) if reader.is_agent else [],
    }
    return render(request, "downloads/release.html", context)


@login_required
@require_safe
def version(request: Request, pk: int) -> HttpResponse:
    """A version: its days of support, what to do when they end, its releases, and where the reader runs it."""
    found = get_object_or_404(Version.objects.select_related("product"), pk=pk)
    reader = portfolio.reader_of(request.user)
    rows = Release.objects.visible_to(request.user).known().filter(version=found).with_names().newest_first()
    entries = portfolio.entries_of(rows[:PAGE], reader, request.at, portfolio.newest_for(request.user, request.at))
    context = {
        "shell": shell_of(request),
        "version": found,
        "ending": found.ending(request.at.date(), FAR_AHEAD),
        "lifecycle": found.lifecycle(request.at.date()).value,
        "entries": entries,
        "environments": [] if reader.is_agent else list(portfolio.running(request.user).filter(version=found)),
        "others": [each for each in portfolio.versions_of(found.product) if each.pk != found.pk],
        "is_agent": reader.is_agent,
    }
    return render(request, "downloads/version.html", context)


def _chosen(rows: ReleaseQuerySet, chosen: dict[str, str]) -> ReleaseQuerySet:
    """Those of the chosen product, version and kind; a choice that names nothing chooses nothing."""
    if chosen["product"]:
        rows = rows.filter(version__product__slug=chosen["product"])
    if chosen["version"]:
        rows = rows.filter(version=digits.read(chosen["version"]))
    return rows.filter(kind=chosen["kind"]) if chosen["kind"] else rows


def _rights(request: Request) -> dict[str, bool]:
    """What else the reader may open."""
    visitor = visitor_of(request)
    if not isinstance(visitor, User):
        return {"works": False, "log": False, "exposure": False}
    works, log = bool(permissions.roles_of(visitor)), permissions.reads_the_log(visitor)
    return {"works": works, "log": log, "exposure": is_agent(visitor)}


def _follows(visitor: Any, product: Product) -> bool:
    known = isinstance(visitor, User)
    return known and Follow.objects.visible_to(visitor).filter(product=product).exists()


def _newer(found: Release, visitor: Any) -> Release | None:
    """The newest release of the same version that came after it."""
    rows = Release.objects.visible_to(visitor).filter(version=found.version_id, state=State.PUBLISHED)
    if found.published_at is None:
        return None
    return rows.filter(published_at__gt=found.published_at).with_names().newest_first().first()


def _events(found: Release) -> list[tuple[Any, str]]:
    rows = found.events.select_related("actor").order_by("-id")
    return [(event, words.happened(event)) for event in rows]
