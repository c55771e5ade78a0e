"""Second factors in the administration: to see who has one, and to take it away from whoever has lost it."""

from typing import Any

from allauth.mfa.admin import Authenticator
from django.contrib import admin
from django.http import HttpRequest

admin.site.unregister(Authenticator)  # registered by that module, whose page shows the secret


@admin.register(Authenticator)
class FactorAdmin(admin.ModelAdmin):
    """Whose it is, of which kind, since when, and when it was used; never what it is."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("user__email", "type")
    fields = readonly_fields = list_display

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Only its owner adds one."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody changes one."""
        return False
