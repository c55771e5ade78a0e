"""What an agent says of a fault behind several tickets."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.models import Version
from common.choices import let_choose
from tickets import rules, services
from tickets.forms.together import OtherTicketForm
from tickets.models import Problem, Ticket

LISTED = 100
"""How many problems a ticket can be attached to by choosing."""


class ProblemForm(forms.Form):
    """Names a fault; customers never read it. `token` makes a double click one problem."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        help_text=_("Only agents read it."),
        error_messages={"required": _("Say in one line what is broken.")},
    )
    description = forms.CharField(
        label=_("What is known"),
        required=False,
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.ChoiceField(label=_("Product and version"), required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        versions = Version.objects.select_related("product").order_by("product__name", "-released_on")
        self.versions = {str(each.pk): each for each in versions}
        named = [(key, f"{each.product.name} {each.number}") for key, each in self.versions.items()]
        let_choose(self, "version", [("", _("not known")), *named])

    def draft(self) -> services.ProblemDraft:
        """The problem that a valid form describes."""
        data = self.cleaned_data
        version = self.versions.get(data["version"])
        return services.ProblemDraft(
            subject=data["subject"],
            description=data["description"],
            version=version,
            product=version.product if version else None,
        )


class CauseForm(OtherTicketForm):
    """Says which problem is behind a ticket: one of those that are not solved, or that of another ticket."""

    problem = forms.ChoiceField(label=_("Problem"), required=False)
    field_order = ("problem", "ticket")

    def __init__(self, user: User, data: Any = None, **kwargs: Any) -> None:
        super().__init__(user, data, **kwargs)
        unsolved = Problem.objects.visible_to(user).unsolved().order_by("-id")
        self.problems = {str(each.pk): each for each in unsolved[:LISTED]}
        named = [(key, str(each)) for key, each in self.problems.items()]
        let_choose(self, "problem", [("", _("none of these")), *named])
        self.fields["ticket"].required = False
        self.fields["ticket"].label = _("Same problem as ticket")

    def clean_ticket(self) -> Ticket | None:  # type: ignore[override]  # here none may be named
        """The other ticket, if one is named.

        Raises:
            ValidationError: unknown and invisible alike, or no problem is behind it.
        """
        if not self.cleaned_data["ticket"].strip():
            return None
        other = super().clean_ticket()
        if other.problem is None:
            raise ValidationError(_("No problem is behind that ticket yet."), code="no_problem")
        return other

    def clean(self) -> dict[str, Any]:
        """One of the two must be said."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("problem") and not data.get("ticket"):
            raise ValidationError(_("Choose a problem, or name a ticket that has the same one."), code="required")
        return data

    def chosen(self) -> Problem:
        """The problem that a valid form names."""
        other: Ticket | None = self.cleaned_data["ticket"]
        return other.problem if other and other.problem else self.problems[self.cleaned_data["problem"]]


class NewsForm(forms.Form):
    """One text for the customers of all tickets of a problem."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    body = forms.CharField(
        label=_("What all of them read"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Each reads it as a reply in its own ticket. Name no other customer."),
        error_messages={"required": _("Write what all of them are told.")},
    )


class SolutionForm(NewsForm):
    """The last text, which may be left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = False
        self.fields["body"].label = _("What all of them read at last")
