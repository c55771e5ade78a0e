"""What everybody may read, for programs: a feed and a sitemap. They hold public articles only."""

from html import escape

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowledgebase import portfolio
from knowledgebase.models import Article
from knowledgebase.rules import Reader

IN_THE_FEED = 30
IN_THE_SITEMAP = 50_000
"""What a sitemap may hold."""


@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """The newest public articles as an Atom feed."""
    rows = Article.objects.visible_to(AnonymousUser()).select_related("published__category", "published__product")
    made = Atom1Feed(
        title=_("Knowledge base of %(vendor)s") % {"vendor": settings.VENDOR_NAME},
        link=_absolute(reverse("knowledgebase:index")),
        description=_("New and changed articles"),
        feed_url=_absolute(reverse("knowledgebase:feed")),
    )
    for article in rows.newest_first()[:IN_THE_FEED]:
        entry, text = portfolio.entry_of(article, Reader()), portfolio.text_of(article, Reader())
        address = _absolute(reverse("knowledgebase:article", args=[entry.slug]))
        made.add_item(
            title=entry.title,
            link=address,
            unique_id=address,
            description=_with_pictures(text.html) if text else "",
            updateddate=entry.published_at,
            pubdate=entry.published_at,
            categories=[entry.category.name, entry.product or entry.kind_name],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@require_safe
def sitemap(_request: HttpRequest) -> HttpResponse:
    """The addresses of all public articles."""
    rows = Article.objects.visible_to(AnonymousUser()).newest_first().values_list("slug", "published_at")
    lines = [f"<url><loc>{_absolute(reverse('knowledgebase:index'))}</loc></url>"]
    for slug, published_at in rows[:IN_THE_SITEMAP]:
        address = escape(_absolute(reverse("knowledgebase:article", args=[slug])))
        lines.append(f"<url><loc>{address}</loc><lastmod>{published_at:%Y-%m-%d}</lastmod></url>")
    text = "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *lines,
            "</urlset>",
        ]
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _with_pictures(html: str) -> str:
    """The text with whole addresses of its pictures: a feed is read elsewhere."""
    return html.replace('<img src="/', f'<img src="{_absolute("/")}')


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
