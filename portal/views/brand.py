"""The vendor's colours and logo. Their addresses carry a version, so browsers keep them for good."""

from mimetypes import guess_type

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

for_good = cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)


@require_safe
@for_good
def brand_style(_request: HttpRequest) -> HttpResponse:
    """The style sheet of the vendor's colours; 404 where none were chosen."""
    if not settings.BRAND.mark:
        raise Http404
    return HttpResponse(settings.BRAND.css, content_type="text/css; charset=utf-8")


@require_safe
@for_good
def brand_logo(_request: HttpRequest, name: str) -> HttpResponse:
    """A logo of the vendor's; an SVG is never more than a picture, also when its address is opened."""
    if name not in {settings.BRAND.logo, settings.BRAND.logo_dark}:
        raise Http404
    kind = guess_type(name)[0] or "application/octet-stream"
    response = HttpResponse((settings.BRAND_FOLDER / name).read_bytes(), content_type=kind)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
