"""Announcements in the administration; saved as on their own pages."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from notifications import services
from notifications.models import Announcement


@admin.register(Announcement)
class AnnouncementAdmin(admin.ModelAdmin):
    """What was announced, is announced, and is a draft."""

    list_display = ("title", "severity", "starts_at", "ends_at", "is_public", "is_mailed")
    list_filter = ("severity", "products", "regions")
    search_fields = ("title", "body")
    ordering = ("-id",)
    filter_horizontal = ("products", "regions")
    fields = ("title", "severity", "body", "products", "regions", "is_public", "is_mailed", "starts_at", "ends_at")

    def save_model(self, request: Any, obj: Announcement, _form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Render the text and remember who saved it."""
        services.keep(announcement=obj, actor=request.user, is_new=not change, at=request.at)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Tell those whom it concerns, once it is known who they are."""
        super().save_related(request, form, formsets, change)
        services.owe_telling(announcement=form.instance, at=request.at)

    def has_delete_permission(self, _request: HttpRequest, _announcement: Announcement | None = None) -> bool:
        """It is taken back, not deleted: its history stays."""
        return False
