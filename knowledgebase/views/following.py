"""Being told of new texts: begun on a page, ended there or by the secret of a mail."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from common.http import Request, said
from knowledgebase import portfolio, services
from knowledgebase.models import Article, Subscription
from knowledgebase.views.access import shell_of

Row = tuple[str, str, bool]
ARTICLE, CATEGORY, PRODUCT = "article", "category", "product"


@login_required
def subscriptions(request: Request) -> HttpResponse:
    """List what the reader is told of, and subscribe to `to` of `kind`, or with `state` "off" end it."""
    if request.method == "POST":
        kind, name = said(request, "kind"), said(request, "to")
        thing = _thing(request, kind, name)
        if request.POST.get("state") == "off":
            services.unsubscribe(thing=thing, person=request.user)
        else:
            services.subscribe(thing=thing, person=request.user, at=request.at)
        return redirect(_back(request, kind, name))
    context = {"shell": shell_of(request), "groups": _groups(request)}
    return render(request, "knowledgebase/subscriptions.html", context)


def unsubscribe(request: Request, token: str) -> HttpResponse:
    """End what the mail with this secret came from, without a login; a GET only asks.

    An article is named while the person who subscribed to it may know of it.
    """
    found = services.subscription_of(token)
    back = {"back_url": reverse("knowledgebase:index"), "back_label": _("Knowledge base")}
    if found is None:
        return render(request, "components/end_mails.html", {"about": "", "is_done": False, **back}, status=404)
    is_done = request.method == "POST"
    if is_done:
        services.end_subscription(subscription=found)
    context = {
        "about": _about(found),
        "is_done": is_done,
        **back,
    }
    return render(request, "components/end_mails.html", context)


def _about(found: Subscription) -> str:
    """What somebody is told of, in words; nothing of an article that it may no longer know of."""
    if found.article_id is None:
        return f'"{found.category or found.product}"'
    seen = Article.objects.visible_to(found.person).with_titles().filter(pk=found.article_id).first()
    return f'"{seen.published.title}"' if seen and seen.published else str(_("this article"))


def _groups(request: Request) -> list[tuple[Promise, str, list[Row]]]:
    """All products and categories, and the articles that the reader subscribed to and still may know of."""
    mine = Subscription.objects.visible_to(request.user)
    pairs = mine.values_list("category__slug", "product__slug")
    shelved, owned = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    articles = Article.objects.visible_to(request.user).with_titles().filter(subscriptions__person=request.user)
    titled = [(each.published.title, each.slug, True) for each in articles.newest_first() if each.published]
    products = [(each.name, each.slug, each.slug in owned) for each in portfolio.products()]
    shelves = [(each.name, each.slug, each.slug in shelved) for each in portfolio.categories()]
    return [(_("Products"), PRODUCT, products), (_("Categories"), CATEGORY, shelves), (_("Articles"), ARTICLE, titled)]


def _thing(request: Request, kind: str, name: str) -> services.Thing:
    """What is named: everybody may know all categories and products, and of articles what is behind the door.

    Raises:
        Http404: unknown and invisible alike.
    """
    found: services.Thing | None = None
    if kind == ARTICLE:
        found = Article.objects.visible_to(request.user).filter(slug=name).select_related("published").first()
    elif kind == CATEGORY:
        found = next((each for each in portfolio.categories() if each.slug == name), None)
    elif kind == PRODUCT:
        found = Product.objects.filter(slug=name).first()
    if found is None:
        raise Http404
    return found


def _back(request: Request, kind: str, name: str) -> str:
    """Where the form was: the article, else the list of what the reader is told of."""
    if kind == ARTICLE and request.POST.get("from") != "list":
        return reverse("knowledgebase:article", args=[name])
    return reverse("knowledgebase:subscriptions")
