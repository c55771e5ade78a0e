"""What everybody may know, for programs: the titles of public releases."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from downloads.models import Release

IN_THE_FEED = 30


@require_safe
def feed(_request: HttpRequest) -> HttpResponse:
    """The newest public releases as an Atom feed: titles, and no word of the notes."""
    rows = Release.objects.visible_to(AnonymousUser()).filter(state=Release.State.PUBLISHED).with_names()
    made = Atom1Feed(
        title=_("Releases of %(vendor)s") % {"vendor": settings.VENDOR_NAME},
        link=_absolute(reverse("downloads:index")),
        description=_("What was published"),
        feed_url=_absolute(reverse("downloads:feed")),
    )
    for release in rows.newest_first()[:IN_THE_FEED]:
        address = _absolute(reverse("downloads:release", args=[release.slug]))
        made.add_item(
            title=f"{release}: {release.title}",
            link=address,
            unique_id=address,
            description="",
            updateddate=release.published_at,
            pubdate=release.published_at,
            categories=[release.version.product.name, str(release.get_kind_display())],
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _absolute(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"
