"""The way in, in the administration: its policy, and who asked to join."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import JoinRequest, SignUpPolicy


@admin.register(SignUpPolicy)
class SignUpPolicyAdmin(admin.ModelAdmin):
    """One row; its list is its page."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only while there is none."""
        return super().has_add_permission(request) and not SignUpPolicy.objects.exists()

    def has_delete_permission(self, _request: HttpRequest, _policy: SignUpPolicy | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Go to the row where there is one."""
        if SignUpPolicy.objects.filter(pk=1).exists():
            return redirect("admin:accounts_signuppolicy_change", 1)
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: SignUpPolicy, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Keep it the only row."""
        obj.pk = 1
        super().save_model(request, obj, form, change)


@admin.register(JoinRequest)
class JoinRequestAdmin(admin.ModelAdmin):
    """Who asked to join which organization, to read: its managers decide."""

    list_display = ("user", "organization", "asked_at", "decided_at", "decided_by", "contact")
    list_filter = (("decided_at", admin.EmptyFieldListFilter), "organization")
    list_select_related = ("user", "organization", "decided_by", "contact__user", "contact__organization")
    search_fields = ("user__email", "user__name", "organization__name")
    ordering = ("-id",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _asked: JoinRequest | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _asked: JoinRequest | None = None) -> bool:
        return False
