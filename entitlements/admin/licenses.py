"""Licenses: one purchase each."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from entitlements.models import License


@admin.register(License)
class LicenseAdmin(admin.ModelAdmin):
    """Licenses, found by whose they are and what for."""

    change_list_template = "admin/accounts/sheetimport/change_list_of.html"
    list_display = ("organization", "product", "quantity", "sold_in", "purchased_on")
    list_filter = ("product", "sold_in")
    search_fields = ("organization__name", "organization__key", "product__name")
    autocomplete_fields = ("organization", "product")
    date_hierarchy = "purchased_on"
    ordering = ("organization__name", "product__name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[License]:
        """Licenses with what their names are made of, for the list and for those who choose one."""
        return super().get_queryset(request).select_related("organization", "product", "sold_in")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """A license is of one at least."""
        more = {"min_value": 1} if db_field.name == "quantity" else {}
        return super().formfield_for_dbfield(db_field, request, **options, **more)

    def get_readonly_fields(self, _request: HttpRequest, obj: License | None = None) -> tuple[str, ...]:
        """Whose a license is, what for and where it was sold stays once a contract covers it."""
        return ("organization", "product", "sold_in") if obj and obj.contracts.exists() else ()
