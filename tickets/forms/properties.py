"""What a ticket is about, as an agent corrects it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose
from tickets.forms.offers import ANY_VERSION, Offer
from tickets.models import Ticket
from tickets.services import Properties

CORRECTED = (Ticket.Kind.BREAK_FIX, Ticket.Kind.QUESTION)
"""The kinds that an agent makes a ticket; the others begin with a booking or a confirmed price."""


class PropertiesForm(forms.Form):
    """The properties; `seen` marks those that its reader looked at."""

    subject = forms.CharField(
        label=_("Subject"), max_length=200, error_messages={"required": _("Say in one sentence what it is about.")}
    )
    kind = forms.ChoiceField(label=_("Kind"))
    version = forms.ChoiceField(label=_("Product and version"), required=False)
    environment = forms.ChoiceField(label=_("Environment"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, offer: Offer, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        kinds = [each for each in Ticket.Kind if each in CORRECTED or each == kind]
        let_choose(self, "kind", [(each.value, each.label.capitalize()) for each in kinds])
        let_choose(self, "version", [("", _("Not named")), *offer.version_groups()])
        let_choose(self, "environment", [("", _("Not named")), *offer.environment_choices(None, None)])

    def wanted(self) -> Properties:
        """The properties that a valid form asks for."""
        data = self.cleaned_data
        product, version = self.offer.product_and_version(data["version"])
        environment = self.offer.environments.get(data["environment"])
        return Properties(
            subject=data["subject"].strip(),
            kind=data["kind"],
            product=product,
            version=version,
            environment=environment,
        )


def beginning(properties: Properties) -> dict[str, str]:
    """What the form begins with."""
    unknown = f"{ANY_VERSION}{properties.product.pk}" if properties.product else ""
    return {
        "subject": properties.subject,
        "kind": properties.kind,
        "version": str(properties.version.pk) if properties.version else unknown,
        "environment": str(properties.environment.pk) if properties.environment else "",
        "seen": properties.mark,
    }
