"""Following a product: told by mail what is published of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Product
from common.http import Request
from downloads import services


@require_POST
@login_required
def follow(request: Request, slug: str) -> HttpResponse:
    """Follow a product, or with `do=unfollow` no more."""
    product = get_object_or_404(Product, slug=slug)
    if request.POST.get("do") == "unfollow":
        services.unfollow(product=product, person=request.user)
        messages.success(request, _("You get no more mails about %(product)s.") % {"product": product.name})
    else:
        services.follow(product=product, person=request.user, at=request.at)
        said = _("You get a mail when something is published of %(product)s.") % {"product": product.name}
        messages.success(request, said)
    return redirect(f"{reverse('downloads:index')}?product={product.slug}")


def unfollow(request: Request, token: str) -> HttpResponse:
    """End what the mail with this secret came from, without a login; a GET only asks."""
    found = services.follow_of(token)
    back = {"back_url": reverse("downloads:index"), "back_label": _("Downloads")}
    if found is None:
        return render(request, "components/end_mails.html", {"about": "", "is_done": False, **back}, status=404)
    is_done = request.method == "POST"
    if is_done:
        services.unfollow(product=found.product, person=found.person)
    context = {
        "about": _("releases of %(product)s") % {"product": found.product.name},
        "is_done": is_done,
        **back,
    }
    return render(request, "components/end_mails.html", context)
