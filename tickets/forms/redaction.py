"""What is taken out of a ticket for good."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.choices import let_choose


class FileRedactionForm(forms.Form):
    """Why something is taken out, and that its reader knows that nothing brings it back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Say what kind of secret it was, not the secret: the reason is kept."),
        error_messages={"required": _("Say why.")},
    )
    sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Tick this: what is taken out is gone for good.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="redaction_%s", **kwargs)


class RedactionForm(FileRedactionForm):
    """Which pieces of a text: proposed ones by their number, others as typed. `read` says which text was looked at."""

    found = forms.MultipleChoiceField(
        label=_("Looks like a secret"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=_("Other pieces, one a line, exactly as they stand in the text"),
        required=False,
        strip=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=16)
    field_order = ("found", "others", "reason", "sure")

    def __init__(self, data: Any = None, *, proposed: Sequence[str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.proposed = proposed
        let_choose(self, "found", [(str(number), piece) for number, piece in enumerate(proposed)])
        if not proposed:
            del self.fields["found"]

    def pieces(self) -> list[str]:
        """What a valid form takes out."""
        chosen = [self.proposed[int(number)] for number in self.cleaned_data.get("found", ())]
        typed = [line.strip() for line in self.cleaned_data["others"].splitlines()]
        return list(dict.fromkeys([*chosen, *filter(None, typed)]))
