"""Users in the administration: they log in by e-mail address, and are closed instead of deleted."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import User
from accounts.permissions import gives_roles

ONLY_SUPERUSERS = ("is_superuser", "user_permissions")
"""What only a superuser gives, so that nobody makes itself one."""

ONLY_ROLE_GIVERS = ("is_staff", "groups")
"""What only those give who administer the vendor's roles, so that a role gives nobody another one."""


class UserAddForm(AdminUserCreationForm):
    """A new person: an address and a name; without a password it logs in by mailed code."""

    class Meta:
        model = User
        fields = ("email", "name", "zone")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People who log in. Whoever enters an address here vouches that it is the person's."""

    add_form = UserAddForm
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("joined_at", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("How the person reads"), {"fields": ("zone", "language")}),
        (
            _("What the person may do"),
            {
                "fields": ("is_active", "is_staff", "groups", "is_superuser", "user_permissions"),
                "description": _(
                    "Without “active” the person is logged out everywhere at once and cannot log in. The groups are"
                    " the roles of the vendor and combine; they count for who may open the administration."
                ),
            },
        ),
        (_("Dates"), {"fields": ("joined_at", "last_login")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "zone", "usable_password", "password1", "password2")},
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer the languages that the portal speaks."""
        if db_field.name == "language":
            return forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
        return super().formfield_for_dbfield(db_field, request, **options)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:  # noqa: ARG002 - Django's signature
        """A superuser is made by superusers only, staff by who gives roles."""
        fixed = () if request.user.is_superuser else ONLY_SUPERUSERS
        roles = () if gives_roles(request.user) else ONLY_ROLE_GIVERS
        return (*self.readonly_fields, *fixed, *roles)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody but a superuser changes a superuser or its password, and nobody but who gives roles the vendor's."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        is_vendors = obj is not None and (obj.is_staff or hasattr(obj, "agent"))
        return (not is_vendors or gives_roles(request.user)) and super().has_change_permission(request, obj)

    def has_delete_permission(self, _request: HttpRequest, _user: User | None = None) -> bool:
        """Tickets name their people for good; an account is closed instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Keep the address that allauth knows in step, and end the sessions of who is closed."""
        if not change:
            obj.joined_at = request.at  # type: ignore[attr-defined]  # the middleware gives it
        super().save_model(request, obj, form, change)
        if not change or "email" in form.changed_data:
            services.set_address(user=obj, email=obj.email)
        if change and "is_active" in form.changed_data:
            act = services.reactivate if obj.is_active else services.deactivate
            act(user=obj, at=request.at)  # type: ignore[attr-defined]  # the middleware gives it
