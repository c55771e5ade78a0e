"""Forms of people and organizations: plain, and each gives a frozen draft."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from allauth.account import forms as library
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import Contact, ContactRole, User
from catalog.models import Region

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ZONES = sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and not zone.startswith("Etc/")))
"""The zones that a person may choose, by their names in the IANA list."""

EMAIL = _("E-mail address")

ROLE_HELP: dict[str, "StrOrPromise"] = {
    "member": _("Member: files tickets and sees own ones"),
    "manager": _("Manager: sees all tickets of the organization, decides about its people"),
    "billing": _("Billing: sees contracts and time units"),
    "viewer": _("Viewer: reads all tickets of the organization"),
}


class LoginForm(library.LoginForm):  # type: ignore[misc]  # allauth has no types
    """Asks for the address and the password, in the portal's words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = EMAIL


class LoginCodeForm(library.RequestLoginCodeForm):  # type: ignore[misc]  # as above
    """Asks whom to mail a code."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = EMAIL


class PasswordResetForm(library.ResetPasswordForm):  # type: ignore[misc]  # as above
    """Asks whom to mail a link."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = EMAIL


class PasswordChangeForm(library.ChangePasswordForm):  # type: ignore[misc]  # as above
    """Asks for the password that a person has, and for another one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["oldpassword"].label = _("Password that you have")
        _name_new(self.fields)


class NewPasswordForm(library.ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    """Asks whoever followed the mailed link for another password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _name_new(self.fields)


def _name_new(fields: dict[str, forms.Field]) -> None:
    fields["password1"].label = _("New password")
    fields["password2"].label = _("New password again")


class AddressForm(library.AddEmailForm):  # type: ignore[misc]  # as above
    """Asks for the address that replaces the one a person has."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = _("New e-mail address")


class SignUpForm(library.SignupForm):  # type: ignore[misc]  # as above
    """Asks for a name too. Whom the policy refuses is told by mail: the page tells nobody which domains are known."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["email"].label = EMAIL

    def clean_email(self) -> str:
        """Treat a refused address like one that has an account: nothing is made, a mail explains."""
        address = str(super().clean_email())
        if not services.may_sign_up(address):
            self.account_already_exists = True
        return address


class ProfileForm(forms.Form):
    """What a person says about itself."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Type a city: London. All times are shown in this zone."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    @classmethod
    def of(cls, user: User) -> "ProfileForm":
        """The form as `user` filled it in last."""
        return cls(initial={"name": user.name, "zone": str(user.zone), "language": user.language})

    def clean_zone(self) -> ZoneInfo:
        """Take a zone by its name or its city, in any case."""
        typed = self.cleaned_data["zone"].strip().lower().replace(" ", "_")
        found = [zone for zone in ZONES if typed in {zone.lower(), zone.lower().rpartition("/")[2]}]
        if not found:
            raise forms.ValidationError(_("No zone is called that. Choose one of the list, as Europe/London."))
        return ZoneInfo(found[0])

    def draft(self) -> services.Profile:
        """What was filled in."""
        return services.Profile(**self.cleaned_data)


class JoinForm(forms.Form):
    """A word to the managers of the organization that a person asks to join."""

    organization = forms.CharField(widget=forms.HiddenInput)
    message = forms.CharField(
        label=_("Message to its managers"),
        help_text=_("For example which team you work in."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RegionField(forms.TypedChoiceField):
    """A choice among regions that were fetched once, so that no form asks the database while it is drawn."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Home region"), empty_value=None, **options)

    def offer(self, regions: Iterable[Region]) -> None:
        """Offer `regions`; the cleaned value is one of them, or None."""
        by_key = {str(region.pk): region for region in regions}
        self.coerce = by_key.get
        self.choices = [("", _("Choose a region")), *((key, region.name) for key, region in by_key.items())]


class RolesField(forms.MultipleChoiceField):
    """What a contact may do, each role with what it means."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        choices = [(role, ROLE_HELP[role]) for role in ContactRole.Role.values]
        super().__init__(label=_("Roles"), choices=choices, **options)


class JoinDecisionForm(forms.Form):
    """A manager's answer; who is accepted needs a home region."""

    decision = forms.ChoiceField(choices=[("approve", _("Accept")), ("decline", _("Decline"))])
    home_region = RegionField(
        error_messages={"required": _("Choose the region whose desk is nearest to the person.")},
    )
    use_required_attribute = False

    def __init__(self, *args: Any, regions: Iterable[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, regions)

    def clean(self) -> dict[str, Any]:
        """Ask for the region only of who accepts."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "decline":
            self.errors.pop("home_region", None)
        return cleaned


class ContactForm(forms.Form):
    """The home region and the roles of a contact."""

    home_region = RegionField(
        help_text=_("Where the person works; with Multi-Regional its desk answers in its business hours."),
    )
    roles = RolesField(required=False)

    def __init__(self, *args: Any, regions: Iterable[Region], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, regions)

    @classmethod
    def of(cls, contact: Contact, regions: Iterable[Region]) -> "ContactForm":
        """The form as the contact stands."""
        roles = [held.role for held in contact.roles.all()]
        return cls(initial={"home_region": contact.home_region_id, "roles": roles}, regions=regions)

    def draft(self) -> services.ContactDraft:
        """What was filled in."""
        return services.ContactDraft(
            home_region=self.cleaned_data["home_region"], roles=frozenset(self.cleaned_data["roles"])
        )


def _offer(form: forms.Form, regions: Iterable[Region]) -> None:
    field = form.fields["home_region"]
    if isinstance(field, RegionField):
        field.offer(regions)
