"""Rotations to edit; pages to read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Agent
from oncall.models import Page, Rotation, RotationMember


class RotationMemberInline(admin.TabularInline):  # type: ignore[type-arg]  # has no parameters at run time
    """The agents of a rotation in their order."""

    model = RotationMember
    extra = 0
    ordering = ("position",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer agents by the names of their users, read in one statement."""
        if db_field.name == "agent":
            options["queryset"] = Agent.objects.current().select_related("user").order_by("user__name")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Rotation)
class RotationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # has no parameters at run time
    """A desk's rotation with its members."""

    list_display = ("desk", "starts_on", "days", "handover_minute")
    list_select_related = ("desk",)
    inlines = (RotationMemberInline,)


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # has no parameters at run time
    """The calls made: a record, so nothing is added, changed or deleted."""

    list_display = ("subject", "desk", "recipient", "paged_at", "sent_at", "acknowledged_at", "acknowledged_by")
    list_filter = ("desk", ("agent", admin.EmptyFieldListFilter), ("acknowledged_at", admin.EmptyFieldListFilter))
    list_select_related = ("desk", "acknowledged_by__user")
    search_fields = ("subject", "recipient")
    ordering = ("-id",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _page: Page | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _page: Page | None = None) -> bool:
        return False
