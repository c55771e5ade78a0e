"""Products and their versions."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from catalog.models import Product, Version


class VersionInline(admin.TabularInline):
    """The versions of a product."""

    model = Version
    extra = 0
    ordering = ("-released_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Version]:
        """Versions with the product that their names begin with."""
        return super().get_queryset(request).select_related("product")


@admin.register(Product)
class ProductAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the library has no types
    """Products with their versions."""

    list_display = ("name", "slug", "versions_listed")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    ordering = ("name",)
    inlines = (VersionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Product]:
        """Products with their versions."""
        products: QuerySet[Product] = super().get_queryset(request)
        return products.prefetch_related("versions")

    @admin.display(description=_("versions"))
    def versions_listed(self, product: Product) -> str:
        """The numbers of the versions, the newest first."""
        versions = sorted(product.versions.all(), key=lambda version: version.released_on, reverse=True)
        return ", ".join(version.number for version in versions)


@admin.register(Version)
class VersionAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the library has no types
    """Versions with the days on which their support changes (R8)."""

    list_display = ("__str__", "released_on", "sunset_on", "eol_on")
    list_filter = ("product",)
    list_select_related = ("product",)
    search_fields = ("number", "product__name")
    autocomplete_fields = ("product",)
    ordering = ("product__name", "-released_on")
