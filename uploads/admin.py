"""What waits for the virus scanner, for an administrator to look at."""

from django.contrib import admin
from django.http import HttpRequest

from uploads.models import Scan


@admin.register(Scan)
class ScanAdmin(admin.ModelAdmin):
    """Files and their verdicts; nothing here is changed by hand."""

    list_display = ("file", "verdict", "found", "asked_at", "due_at", "attempts", "last_error")
    list_filter = ("verdict",)
    search_fields = ("file",)

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:  # noqa: ARG002
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Scan | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes a row."""
        return False
