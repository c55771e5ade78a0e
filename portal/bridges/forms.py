"""What is asked before something goes over a bridge."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from catalog.models import Product, Version
from common.choices import let_choose
from community.models import Category as Place
from knowledgebase.models import Article, Category, Revision
from portal.bridges.rules import Kind
from portal.bridges.services import Part, Words
from tickets.models import Ticket
from tickets.services import TicketDraft

LONGEST = 60_000
KINDS: dict[str, Promise] = {
    Kind.SECRET: _("secret"),
    Kind.LICENSE: _("license key"),
    Kind.EMAIL: _("e-mail address"),
    Kind.ADDRESS: _("network address"),
    Kind.PLACE: _("postal address"),
    Kind.PHONE: _("phone number"),
    Kind.HOST: _("host"),
    Kind.PICTURE: _("picture"),
    Kind.PERSON: _("person"),
    Kind.CUSTOMER: _("customer"),
}


class PublishingForm(forms.Form):
    """What of a ticket becomes public: its parts, the words, and what looks private and may stay."""

    parts = forms.MultipleChoiceField(
        label=_("Taken from the ticket"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Internal notes, files and what was asked for support alone never go over."),
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(
        label=_("Question or symptom"),
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    answer = forms.CharField(
        label=_("Answer or solution"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    keep = forms.MultipleChoiceField(
        label=_("May stay, though it looks private"), required=False, widget=forms.CheckboxSelectMultiple
    )
    also = forms.CharField(
        label=_("Take out as well"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One piece a line."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, *, parts: Sequence[Part], **options: Any) -> None:
        super().__init__(data, **options)
        self.texts = {part.key: part for part in parts}
        let_choose(self, "parts", [(part.key, f"{part.author}: {_beginning(part.body)}") for part in parts])

    def offer_to_keep(self, found: Sequence[tuple[str, str]]) -> None:
        """Offer the pieces, pairs of kind and piece, that were found in the words."""
        let_choose(self, "keep", [(piece, f"{piece} ({KINDS[kind]})") for kind, piece in found])

    def words(self) -> Words:
        """What was typed."""
        data = self.data
        return Words(data.get("title", ""), data.get("question", ""), data.get("answer", ""))

    def listed(self, name: str) -> list[str]:
        """What was chosen of a list."""
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []


class ArticleTarget(forms.Form):
    """What the article will be."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Revision.Kind, initial=Revision.Kind.KNOWN_ISSUE)
    visibility = forms.ChoiceField(
        label=_("For whom"), choices=Revision.Visibility, initial=Revision.Visibility.REGISTERED
    )
    category = forms.ChoiceField(label=_("Category"))

    def __init__(self, data: Any = None, *, has_product: bool, **options: Any) -> None:
        super().__init__(data, **options)
        self.has_product = has_product
        self.rows = {str(each.pk): each for each in Category.objects.in_order()}
        let_choose(self, "category", [(key, each.name) for key, each in self.rows.items()])

    def clean_visibility(self) -> str:
        """What Gold opens is about a product."""
        said: str = self.cleaned_data["visibility"]
        if said == Revision.Visibility.ENTITLED and not self.has_product:
            raise forms.ValidationError(_("Gold is bought for a product, and the ticket names none."))
        return said

    def chosen(self) -> dict[str, Any]:
        """The choices of a valid form."""
        data = self.cleaned_data
        return {**data, "category": self.rows[data["category"]]}


class ThreadTarget(forms.Form):
    """Where the thread is asked."""

    category = forms.ChoiceField(label=_("Category"))

    def __init__(self, data: Any = None, *, categories: Sequence[Place], **options: Any) -> None:
        super().__init__(data, **options)
        self.rows = {each.slug: each for each in categories}
        chosen = [(each.slug, f"{each.name} ({each.get_visibility_display().split(':')[0]})") for each in categories]
        let_choose(self, "category", chosen)

    def chosen(self) -> dict[str, Any]:
        """The choices of a valid form."""
        return {"category": self.rows[self.cleaned_data["category"]]}


class ThreadTicketForm(forms.Form):
    """A ticket of a thread: what is public already, and what only support reads."""

    contact = forms.ChoiceField(label=_("For which organization?"))
    version = forms.ChoiceField(label=_("Product and version"))
    severity = forms.TypedChoiceField(label=_("How bad is it?"), coerce=int, choices=Ticket.Severity)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    description = forms.CharField(
        label=_("What is known already"), max_length=LONGEST, strip=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    private = forms.CharField(
        label=_("What only support may read"),
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Logs, host names, license keys, who is affected. It never appears in the thread."),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, data: Any = None, *, contacts: Sequence[Contact], products: Sequence[Product], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.contacts = {str(each.pk): each for each in contacts}
        versions = Version.objects.filter(product__in=products).select_related("product")
        self.versions = {str(each.pk): each for each in versions.order_by("product__name", "-released_on")}
        let_choose(self, "contact", [(key, each.organization.name) for key, each in self.contacts.items()])
        offered = [("", _("I do not know the version")), *((key, str(each)) for key, each in self.versions.items())]
        let_choose(self, "version", offered)
        self.fields["version"].required = False
        self.product = products[0] if len(products) == 1 else None
        if len(self.contacts) < 2:  # noqa: PLR2004 - there is nothing to choose
            del self.fields["contact"]

    def side(self, data: Any) -> dict[str, Any]:
        """What the decision depends on, of what is chosen; what makes no sense chooses nothing."""
        version = self.versions.get(str(data.get("version") or ""))
        contact = self.contacts.get(str(data.get("contact") or "")) or next(iter(self.contacts.values()), None)
        severity = str(data.get("severity") or "")
        return {
            "contact": contact,
            "product": version.product if version else self.product,
            "version": version,
            "severity": int(severity) if severity in {"1", "2", "3", "4"} else Ticket.Severity.MINOR.value,
        }

    def draft(self) -> TicketDraft:
        """The ticket that a valid form asks for."""
        data = self.cleaned_data
        return TicketDraft(subject=data["subject"], description=data["description"], **self.side(data))


class IssueForm(forms.Form):
    """Which known issue a ticket has."""

    article = forms.ChoiceField(
        label=_("Known issue"), error_messages={"required": _("Choose one."), "invalid_choice": _("Choose one.")}
    )

    def __init__(self, data: Any = None, *, issues: Sequence[Article], **options: Any) -> None:
        super().__init__(data, **options)
        self.issues = {each.slug: each for each in issues}
        titled = [(slug, each.published.title) for slug, each in self.issues.items() if each.published]
        let_choose(self, "article", [("", _("Choose one")), *titled])


def _beginning(body: str) -> str:
    words = " ".join(body.split())
    return f"{words[:100]} …" if len(words) > 100 else words  # noqa: PLR2004 - what fits into a line
