"""Releases, downloads and notices for an administrator to look at; they are changed on their own pages."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from downloads.models import Download, File, LifecycleNotice, Release


class LookedAt(admin.ModelAdmin):
    """Rows with a history: nobody adds, changes or deletes one here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds a row."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody deletes a row."""
        return False


class FileInline(admin.TabularInline):
    """The files of a release."""

    model = File
    extra = 0
    can_delete = False
    fields = readonly_fields = ("name", "platform", "size", "sha256", "scan", "by", "at", "removed_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[File]:
        """Files with who added them."""
        return super().get_queryset(request).select_related("by")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds a file here."""
        return False


@admin.register(Release)
class ReleaseAdmin(LookedAt):
    """Releases; "View on site" leads to the page on which editors work."""

    list_display = ("__str__", "kind", "title", "state", "published_at")
    list_filter = ("state", "kind", "version__product")
    list_select_related = ("version__product",)
    search_fields = ("number", "title", "version__product__name")
    ordering = ("-published_at", "-id")
    inlines = (FileInline,)

    def view_on_site(self, obj: Release) -> str:
        """The release's own page."""
        return reverse("downloads:release", args=[obj.slug])


@admin.register(Download)
class DownloadAdmin(LookedAt):
    """Who was given what."""

    list_display = ("at", "user", "organization", "file", "first_byte", "end_byte", "address")
    list_filter = ("file__release__version__product",)
    list_select_related = ("user", "organization", "file")
    search_fields = ("user__email", "organization__name", "file__name")
    ordering = ("-id",)


@admin.register(LifecycleNotice)
class LifecycleNoticeAdmin(LookedAt):
    """What customers are told of versions that leave support, and when."""

    list_display = ("version", "change", "ends_on", "days", "due_at", "told_at", "told", "superseded_at")
    list_filter = ("change", "version__product")
    list_select_related = ("version__product",)
    ordering = ("-due_at", "-id")
