"""What an agent asks the coverage explorer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Organization, User
from catalog.models import Version
from common import instants
from entitlements import coverage

KINDS = (
    (coverage.Kind.BREAK_FIX.value, _("break-fix")),
    (coverage.Kind.QUESTION.value, _("question")),
    (coverage.Kind.MAINTENANCE.value, _("maintenance")),
    (coverage.Kind.EMERGENCY.value, _("emergency")),
)
SEVERITIES: dict[int, Promise] = {
    1: _("Production down"),
    2: _("Major function impaired"),
    3: _("Minor impact"),
    4: _("Cosmetic or question"),
}


class InstantError(ValueError):
    """A text that names no instant."""


@dataclass(frozen=True)
class Question:
    """Would this be covered?"""

    contact: Contact | None
    organization: Organization | None
    version: Version | None = None
    kind: str = coverage.Kind.BREAK_FIX.value
    severity: int = 3


def _severities() -> list[tuple[int, str]]:
    return [(number, f"{number} \N{MIDDLE DOT} {word}") for number, word in SEVERITIES.items()]


class QuestionForm(forms.Form):
    """Whose ticket it would be, and what kind of ticket. `has_contacts`: whether there is anybody to ask for."""

    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Contact"), empty_label=_("Choose a contact"))
    version = forms.ModelChoiceField(
        Version.objects.none(), label=_("Product and version"), required=False, empty_label=_("any licensed product")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=coverage.Kind.BREAK_FIX.value)
    severity = forms.TypedChoiceField(label=_("Severity"), coerce=int, choices=_severities, initial=3)
    as_of = forms.CharField(
        label=_("At"), required=False, help_text=_("2026-06-10 14:00 in your zone, or with a zone: 2026-06-10T14:00Z.")
    )

    known_at = forms.CharField(
        label=_("Known by"),
        required=False,
        help_text=_("What had been recorded of the contracts until then. Left empty: what is known now."),
    )

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        contacts = Contact.objects.visible_to(user).current().select_related("user", "organization", "home_region")
        in_order = contacts.order_by("organization__name", "user__name")
        _offer(self.fields["contact"], in_order)
        self.has_contacts = bool(in_order)
        versions = Version.objects.select_related("product").order_by("product__name", "-released_on")
        _offer(self.fields["version"], versions)

    def question(self) -> Question:
        """The question of a valid form."""
        data = self.cleaned_data
        contact: Contact = data["contact"]
        return Question(contact, contact.organization, data["version"], data["kind"], data["severity"])


def _offer(field: forms.Field, rows: QuerySet[Any]) -> None:
    """Let `field` choose among `rows`, read now: a template asks the database nothing."""
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows
        field.choices = [("", field.empty_label or "\N{EM DASH}"), *((row.pk, str(row)) for row in rows)]


def instant(text: str, zone: ZoneInfo) -> datetime:
    """The instant that `text` names; without an offset it is wall time in `zone`.

    Raises:
        InstantError: when `text` is no date and time.
    """
    try:
        return instants.read(text, zone)
    except ValueError:
        raise InstantError(text) from None
