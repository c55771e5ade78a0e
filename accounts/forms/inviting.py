"""Inviting somebody, and coming in by an invitation."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.utils.translation import gettext_lazy as _

from accounts import rules, services
from accounts.forms import EMAIL, RegionField, RolesField
from accounts.models import Invitation, User
from catalog.models import Region


class InvitationForm(forms.Form):
    """Whom a manager invites to be what."""

    email = forms.EmailField(
        label=EMAIL,
        max_length=254,
        error_messages={
            "required": _("Write the address of whom you invite."),
            "invalid": _("Write an address as name@example.com."),
        },
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False, help_text=_("The mail greets by it."))
    home_region = RegionField(
        help_text=_("Where the person works; with Multi-Regional its desk answers in its business hours."),
        error_messages={"required": _("Choose the region whose desk is nearest to the person.")},
    )
    roles = RolesField(required=True, initial=[rules.MEMBER], error_messages={"required": _("Choose a role.")})

    def __init__(self, *args: Any, regions: Iterable[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        region = self.fields["home_region"]
        if isinstance(region, RegionField):
            region.offer(regions)

    def draft(self) -> services.InvitationDraft:
        """What was filled in."""
        data = self.cleaned_data
        return services.InvitationDraft(data["email"], data["name"], frozenset(data["roles"]), data["home_region"])


class NewcomerForm(forms.Form):
    """The name and the password of somebody who comes in by an invitation."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name: support greets you by it.")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
        error_messages={"required": _("Choose a password.")},
    )

    def __init__(self, *args: Any, invitation: Invitation, **options: Any) -> None:
        super().__init__(*args, **options)
        self.invitation = invitation

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is easily guessed, from the name and the address too."""
        data = super().clean() or {}
        if data.get("password"):
            user = User(email=self.invitation.email, name=data.get("name", ""))
            try:
                validate_password(data["password"], user)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return data
