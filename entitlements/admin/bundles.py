"""Bundles of the price list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from entitlements.models import Bundle


@admin.register(Bundle)
class BundleAdmin(admin.ModelAdmin):
    """Packages sold together. Which ones they are stays; what was sold keeps the discount of its day."""

    list_display = ("name", "code", "together", "discount_percent")
    search_fields = ("name", "code")
    ordering = ("name",)
    filter_horizontal = ("packages",)

    @admin.display(description=_("packages"))
    def together(self, bundle: Bundle) -> str:
        """Its packages in the order of the price list."""
        return ", ".join(row.name for row in sorted(bundle.packages.all(), key=lambda row: row.position))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        """Bundles with their packages."""
        rows: QuerySet[Bundle] = super().get_queryset(request)
        return rows.prefetch_related("packages")

    def get_readonly_fields(self, _request: HttpRequest, obj: Bundle | None = None) -> tuple[str, ...]:
        """Another choice of packages is another bundle."""
        return ("code", "packages") if obj else ()

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """What was sold names it."""
        return False
