"""Fields of products."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.admin.retiring import bring_back, retire
from tickets.models import CustomField
from tickets.rules import LONGEST_ANSWER


class CustomFieldForm(forms.ModelForm):
    """A field; its list is written one answer a line."""

    options = forms.CharField(
        label=_("List"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("For one of a list: an answer on each line."),
    )

    class Meta:
        model = CustomField
        fields = (
            "product",
            "label",
            "help",
            "kind",
            "options",
            "is_required",
            "is_shown_to_customer",
            "position",
        )
        help_texts: ClassVar[dict[str, Any]] = {
            "is_required": _("A new ticket of the product cannot be filed in the portal without an answer."),
            "is_shown_to_customer": _("Otherwise agents alone answer and read it."),
            "position": _("Small numbers come first on the form."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["options"] = "\n".join(self.instance.options or [])
        if self.instance.pk and self.instance.values.exists():
            for name in ("product", "kind"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Tickets answer it already: make a new field instead.")

    def clean_options(self) -> list[str]:
        """The lines with something on them, each once."""
        lines = (line.strip() for line in self.cleaned_data["options"].splitlines())
        options = list(dict.fromkeys(filter(None, lines)))
        if any(len(each) > LONGEST_ANSWER for each in options):
            raise forms.ValidationError(_("An answer has at most 500 characters."))
        return options

    def clean(self) -> dict[str, Any]:
        """A list has something to choose from; other kinds have none."""
        data = super().clean() or self.cleaned_data
        is_choice = data.get("kind") == CustomField.Kind.CHOICE
        if is_choice and len(data.get("options") or []) < 2:  # noqa: PLR2004 - one answer is no choice
            self.add_error("options", _("Write at least two answers to choose from."))
        return data if is_choice else {**data, "options": []}


@admin.register(CustomField)
class CustomFieldAdmin(admin.ModelAdmin):
    """What each product's tickets are asked."""

    form = CustomFieldForm
    list_display = ("label", "product", "kind", "is_required", "is_shown_to_customer", "position", "retired_at")
    list_filter = ("product", "kind", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("product",)
    search_fields = ("label",)
    ordering = ("product__name", "position", "id")
    actions = (retire, bring_back)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CustomField]:
        """Fields with their products."""
        return super().get_queryset(request).select_related("product")
