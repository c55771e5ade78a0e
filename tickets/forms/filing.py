"""What a customer fills in to file a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files import File
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact, Environment
from catalog.models import Product
from tickets import rules
from tickets.forms import answers
from tickets.forms.customers import Customer, concerned_groups
from tickets.forms.offers import Offer
from tickets.models import Ticket
from tickets.services import TicketDraft
from uploads.fields import FilesField

SEVERITIES = (
    (1, _("1 · Production down"), _("Nobody can work, and there is no way around it.")),
    (2, _("2 · Major function impaired"), _("Production works in part, or a way around costs a lot.")),
    (3, _("3 · Minor impact"), _("Something is wrong, but the work goes on.")),
    (4, _("4 · Cosmetic or question"), _("It looks wrong or is unclear; nothing is held up.")),
)
KINDS = (
    (Ticket.Kind.BREAK_FIX.value, _("Something is broken"), _("A fault in the product: support works on it.")),
    (
        Ticket.Kind.QUESTION.value,
        _("I have a question"),
        _("How something is done. Support reads it, but promises no answer: the knowledge base and the community do."),
    ),
)
SIDE = ("contact", "contract", "partner", "product", "version")
"""What the cleaned forms say of who files for whom, and about what."""


def cards(rows: Iterable[tuple[Any, Any, Any]]) -> list[tuple[Any, str]]:
    """Choices with a plain description under each."""
    return [
        (value, format_html('<span><strong>{}</strong><br><span class="muted">{}</span></span>', title, text))
        for value, title, text in rows
    ]


NOTHING_HELD = _(
    "There is nothing to choose from yet: support enters products, and which of them your organization holds."
)


class DecidingForm(forms.Form):
    """What the decision depends on."""

    contact = forms.ChoiceField(
        label=_("For which organization?"), error_messages={"required": _("Choose for whom you file.")}
    )
    concerned = forms.ChoiceField(
        label=_("Whom does it concern?"),
        required=False,
        help_text=_("Somebody of your customer's, whose home region then counts, and who reads the ticket."),
    )
    version = forms.ChoiceField(label=_("Product and version"))
    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    severity = forms.TypedChoiceField(label=_("How bad is it?"), coerce=int, widget=forms.RadioSelect)
    emergency_confirmed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        self._offer("version", groups := offer.version_groups())
        if not groups:
            self.fields["version"].help_text = NOTHING_HELD
        self._offer("kind", cards(KINDS))
        self._offer("severity", cards(SEVERITIES))
        if len(offer.contacts) + len(offer.customers) > 1:
            self._offer("contact", offer.sides())
        else:
            del self.fields["contact"]
        if offer.customers:
            self._offer("concerned", [("", _("Nobody in particular")), *concerned_groups(offer.customers)])
        else:
            del self.fields["concerned"]

    def clean(self) -> dict[str, Any]:
        """Turn the choices into rows; a product is one that the chosen organization holds."""
        data = super().clean() or {}
        customer = self.offer.customer(data.get("contact"))
        data["contract"], data["partner"] = (customer.contract, customer.partner) if customer else (None, None)
        data["contact"] = self._concerned(data, customer) if customer else self._contact(data.get("contact"))
        data["product"], data["version"] = self.offer.product_and_version(data.get("version") or "")
        self._check_license(data, customer)
        return data

    def _check_license(self, data: dict[str, Any], customer: Customer | None) -> None:
        product, contact = data["product"], data["contact"]
        if product is None:
            return
        licensed = product.pk in customer.products if customer else self.offer.is_licensed(contact, product)
        if not licensed:
            message = _("%(organization)s holds no license of %(product)s. Choose another product or organization.")
            organization = customer.contract.organization if customer else contact.organization
            names = {"organization": organization, "product": product}
            self.add_error("version", forms.ValidationError(message, params=names))

    def _concerned(self, data: dict[str, Any], customer: Customer) -> Contact | None:
        """Whom of the customer's it concerns; somebody of another customer's is refused."""
        key = data.get("concerned", "")
        if key and key not in customer.concerned:
            self.add_error("concerned", _("This person belongs to another organization."))
        return customer.concerned.get(key)

    def _contact(self, key: str | None) -> Contact | None:
        """The chosen contact, or the only one."""
        return self.offer.contact_of(key or "")

    def _offer(self, name: str, choices: list[Any]) -> None:
        chosen = self.fields[name]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = choices


class FilingForm(DecidingForm):
    """The whole ticket, with what its product asks. `token` makes a double click one ticket.

    `besides` is the address of a ticket with the same words, of which the sender knows.
    """

    environment = forms.ChoiceField(
        label=_("Environment"), required=False, help_text=_("Where it happens; this sets the version too.")
    )
    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        widget=forms.TextInput,
        help_text=_("One sentence: what does not work?"),
        error_messages={"required": _("Say in one sentence what it is about.")},
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=rules.MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What did you do, what did you expect, what happened? Markdown works."),
        error_messages={
            "required": _("Describe what happened."),
            "max_length": _("The text is longer than 64,000 characters. Attach the long part as a file."),
        },
    )
    attachments = FilesField(label=_("Attachments"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    besides = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    field_order = ("contact", "concerned", "version", "environment", "kind", "severity", "subject", "description")

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        self._offer_environments()
        product = self._product()
        answers.add_to(self, offer.fields.get(product.pk, []) if product else [])

    @property
    def answers(self) -> list[forms.BoundField]:
        """The fields of the chosen product."""
        return answers.bound(self)

    def clean(self) -> dict[str, Any]:
        """Resolve the environment."""
        data = super().clean()
        data["environment"] = self._environment(data)
        return data

    def draft(self) -> TicketDraft:
        """The ticket that a valid form asks for."""
        data = self.cleaned_data
        files: list[File[Any]] = data["attachments"]
        names = (*SIDE, "environment", "kind", "severity", "subject", "description", "emergency_confirmed")
        return TicketDraft(**{name: data[name] for name in names}, files=files, answers=answers.given(self))

    def _product(self) -> Product | None:
        """The product that is chosen so far, whether the form was sent or not."""
        return self.offer.product_and_version(str(self["version"].value() or ""))[0]

    def _offer_environments(self) -> None:
        """Show those of the chosen organization and product, and know the others."""
        if not self.offer.environments:
            del self.fields["environment"]
            return
        side = self.offer.organization_of(str(self["contact"].value() or "") if "contact" in self.fields else "")
        nothing = ("", _("Not named"))
        self._offer("environment", [nothing, *((key, key) for key in self.offer.environments)])
        shown = self.offer.environment_choices(self._product(), side)
        self.fields["environment"].widget.choices = [nothing, *shown]

    def _environment(self, data: dict[str, Any]) -> Environment | None:
        chosen = self.offer.environments.get(data.get("environment", ""))
        holder = data["contract"] or data["contact"]
        if chosen and (holder is None or chosen.organization_id != holder.organization_id):
            self.add_error("environment", _("This environment belongs to another organization."))
        return chosen
