"""Rotations to edit; pages to read."""

from django.contrib import admin
from django.http import HttpRequest

from oncall.models import Page, Rotation, RotationMember


class RotationMemberInline(admin.TabularInline):  # type: ignore[type-arg]  # has no parameters at run time
    """The agents of a rotation in their order."""

    model = RotationMember
    extra = 0
    ordering = ("position",)


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
