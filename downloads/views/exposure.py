"""The exposure list: customers on versions that leave support, without Extended-Term (R8)."""

from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import login_required
from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.models import Product
from common import cells
from common.http import Request, query_with
from downloads import permissions
from downloads.views import words
from entitlements.portfolio import Leaving, leaving

AHEAD = 180
SPANS = (30, 90, AHEAD)
"""Days that the list can look ahead."""


@require_safe
@login_required
def exposure(request: Request) -> HttpResponseBase:
    """The list, narrowed by product, organization, what happens and when; `show=csv` sends what is on screen.

    Raises:
        Http404: for anybody but agents and contract administrators.
    """
    if not permissions.sees_exposure(request.user):
        raise Http404
    chosen = {name: request.GET.get(name, "") for name in ("product", "kind", "until", "q")}
    ahead = int(chosen["until"]) if chosen["until"] in {str(days) for days in SPANS} else AHEAD
    every = [each for each in leaving(request.at.date(), ahead=ahead) if not each.is_extended]
    rows = [each for each in every if _is_chosen(each, chosen)]
    if request.GET.get("show") == "csv":
        return _sheet(request, rows)
    context = {
        "rows": rows,
        "chosen": chosen,
        "ahead": ahead,
        "spans": SPANS,
        "products": list(Product.objects.order_by("name")),
        "sheet_url": f"?{query_with(request, show='csv')}",
        "organizations": len({each.organization.pk for each in rows}),
    }
    return render(request, "downloads/exposure.html", context)


def _is_chosen(each: Leaving, chosen: dict[str, str]) -> bool:
    is_of_product = chosen["product"] in {"", each.version.product.slug}
    is_of_kind = chosen["kind"] in {"", "over" if each.ending.is_over else "coming"}
    return is_of_product and is_of_kind and chosen["q"].strip().casefold() in each.organization.name.casefold()


def _sheet(request: Request, rows: Sequence[Leaving]) -> HttpResponseBase:
    answer = StreamingHttpResponse(cells.lines(_lines(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="exposure-{request.at:%Y-%m-%d}.csv"'
    return answer


def _lines(rows: Sequence[Leaving]) -> Iterator[Sequence[object]]:
    yield [_("Organization"), _("Product"), _("Version"), _("What"), _("Day"), _("Days left"), _("Environments")]
    for each in rows:
        version, ending = each.version, each.ending
        what = words.CHANGES[ending.change]
        places = ", ".join(each.environments)
        yield [each.organization.name, version.product.name, version.number, what, ending.on, ending.days, places]
