"""Who takes a stretch of a rotation; instants are typed on the clock of who reads."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class StretchForm(forms.Form):
    """An agent of the desk, from when until when, and why."""

    agent = forms.TypedChoiceField(label=_("Who is on call"))
    starts_at = _moment(_("From"))
    ends_at = _moment(_("Until"))
    note = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("Colleagues read it."))

    def __init__(self, *args: Any, agents: Iterable[Agent], **options: Any) -> None:
        super().__init__(*args, **options)
        named = {str(agent.pk): agent for agent in agents}
        field: Any = self.fields["agent"]
        field.choices = [("", ""), *((key, str(agent)) for key, agent in named.items())]
        field.coerce = named.__getitem__
