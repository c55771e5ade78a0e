"""Macros and canned replies."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from common import markup
from tickets import rules
from tickets.admin.retiring import bring_back, retire
from tickets.models import Macro, Ticket

STATES = [("", _("leave as it is")), *((status.value, Ticket.Status(status).label) for status in rules.MACRO_ACTS)]
PROBLEMS: dict[str, tuple[str, Promise]] = {
    "no_such_act": ("status", _("No agent puts a ticket to this state.")),
    "no_ask": ("waiting_for", _("A ticket waits for the customer only with a question: say what for.")),
    "ask_without_wait": ("waiting_for", _("Nothing is asked unless the ticket waits: choose a waiting state.")),
    "does_nothing": ("text", _("It says nothing and does nothing: write a text, or choose what it does.")),
}
"""Where each problem is shown, and its words."""
SAMPLE = {
    "contact": "Liam Lowe",
    "organization": "ABC Corporation",
    "reference": "ABC-1042",
    "subject": "Forms do not open",
    "product": "Meridian Server 5.1",
    "desk": "London",
    "agent": "Edward Ellis",
    "due": "Wednesday 10 June, 16:00",
}
NAMES = ", ".join(f"{{{name}}}" for name in rules.PLACEHOLDERS)


class MacroForm(forms.ModelForm):
    """A macro whose placeholders and state the rules of tickets know."""

    status = forms.ChoiceField(label=_("Put the ticket to"), choices=STATES, required=False)

    class Meta:
        model = Macro
        fields = ("name", "desk", "product", "text", "is_note", "takes", "status", "waiting_for", "tags")
        help_texts: ClassVar[dict[str, Any]] = {
            "text": _("Markdown. These are replaced by what the ticket says: %(names)s.") % {"names": NAMES},
            "desk": _("Offered on tickets of this desk only. Empty: on all."),
            "product": _("Offered on tickets of this product only. Empty: on all."),
            "waiting_for": _("The customer reads this while the ticket waits."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 10, "cols": 80}),
            "tags": forms.CheckboxSelectMultiple,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse placeholders that no ticket fills, and a macro that the transition table does not know."""
        data = super().clean() or self.cleaned_data
        for name in ("text", "waiting_for"):
            if unknown := rules.unknown_placeholders(data.get(name) or ""):
                message = _("No ticket knows %(unknown)s. Known are: %(names)s.")
                named = {"unknown": ", ".join(f"{{{each}}}" for each in unknown), "names": NAMES}
                self.add_error(name, forms.ValidationError(message, params=named))
        words = {name: data.get(name) or "" for name in ("text", "status", "waiting_for")}
        if problem := rules.macro_problem(**words, takes=bool(data.get("takes")), tags=bool(data.get("tags"))):
            name, said = PROBLEMS[problem]
            self.add_error(name, str(said))
        return data


@admin.register(Macro)
class MacroAdmin(admin.ModelAdmin):
    """Macros by where they are offered, with what their text becomes."""

    form = MacroForm
    list_display = ("name", "desk", "product", "state", "is_note", "takes", "retired_at")
    list_filter = ("desk", "product", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("desk", "product")
    search_fields = ("name", "text")
    ordering = ("name",)
    readonly_fields = ("preview",)
    actions = (retire, bring_back)
    fieldsets = (
        (None, {"fields": ("name", ("desk", "product"))}),
        (_("What it says"), {"fields": ("text", "preview", "is_note")}),
        (_("What it does"), {"fields": ("takes", "status", "waiting_for", "tags")}),
    )

    @admin.display(description=_("put the ticket to"), ordering="status")
    def state(self, macro: Macro) -> Promise | str:
        """The state that it sets, in the word that people read."""
        return dict(STATES)[macro.status] if macro.status else ""

    @admin.display(description=_("for example"))
    def preview(self, macro: Macro) -> SafeString | Promise:
        """The stored text on a ticket that is made up."""
        if not macro.text:
            return _("Shown once a text is saved.")
        html = mark_safe(markup.html(rules.filled(macro.text, SAMPLE)))  # noqa: S308 - rendered and sanitized
        return format_html('<div class="prose">{}</div>', html)
