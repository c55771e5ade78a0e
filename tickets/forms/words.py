"""What people change about what they wrote, and about who follows a ticket."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.choices import let_choose
from tickets import rules


class TextForm(forms.Form):
    """One's own text; `read` says with which text its author began."""

    body = forms.CharField(
        label=_("Text"),
        strip=False,
        max_length=rules.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Write something. A message cannot be taken back, only changed."),
            "max_length": _("The text is longer than 64,000 characters. Attach the long part as a file."),
        },
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id="text_%s", **kwargs)

    def begin_again(self, read: str) -> None:
        """Let a refused form be sent again on top of the text that its reader sees now."""
        sent: Any = self.data
        again = sent.copy()
        again["read"] = read
        self.data = again


class WatcherForm(forms.Form):
    """Names one of the people who may be added; it is turned into that person."""

    person = forms.ChoiceField(
        label=_("Person"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person cannot be added. Choose one of the list."),
        },
    )

    def __init__(self, data: Any = None, *, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(data, auto_id="watcher_%s", **kwargs)
        self.people = {str(person.pk): person for person in people}
        choices = [(key, f"{person.name} ({person.email})") for key, person in self.people.items()]
        let_choose(self, "person", [("", _("Choose a person")), *choices])

    def clean_person(self) -> User:
        """The person who was chosen."""
        return self.people[self.cleaned_data["person"]]
