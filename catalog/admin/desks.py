"""Desks."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Desk


@admin.register(Desk)
class DeskAdmin(admin.ModelAdmin):
    """Desks by region."""

    list_display = ("name", "code", "region", "works")
    list_filter = ("region",)
    list_select_related = ("region",)
    search_fields = ("name", "code")
    filter_horizontal = ("products",)
    ordering = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        """Desks with their products."""
        return super().get_queryset(request).prefetch_related("products")

    @admin.display(description=_("works"))
    def works(self, desk: Desk) -> str:
        """The products of the desk."""
        return ", ".join(product.name for product in desk.products.all()) or str(_("whatever no other desk takes"))
