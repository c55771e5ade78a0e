"""What windows are offered for, and when none is booked."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from tickets.admin.retiring import bring_back, retire
from tickets.models import Freeze, WindowType


@admin.register(WindowType)
class WindowTypeAdmin(admin.ModelAdmin):
    """Types of windows with their terms, as customers are offered them."""

    list_display = ("name", "notice_hours", "free_until_hours", "least_minutes", "most_minutes", "retired_at")
    ordering = ("position", "name")
    actions = (retire, bring_back)
    fieldsets = (
        (None, {"fields": ("name", "description", "position")}),
        (_("Terms"), {"fields": (("notice_hours", "free_until_hours"), ("least_minutes", "most_minutes"))}),
        (_("What it asks for"), {"fields": ("is_for_production", "checklist")}),
    )


@admin.register(Freeze)
class FreezeAdmin(admin.ModelAdmin):
    """Days on which no window is booked; windows that are booked already stay."""

    list_display = ("name", "first_on", "last_on", "region", "product")
    list_filter = ("region", "product")
    list_select_related = ("region", "product")
    date_hierarchy = "first_on"
    ordering = ("-first_on",)
