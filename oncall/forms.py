"""Who takes a stretch of a rotation, and how an agent is reached; instants are typed on the clock of who reads."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from accounts.models import Agent
from common.choices import let_choose
from common.instants import InstantField
from oncall.models import ChannelCode


class StretchForm(forms.Form):
    """An agent of the desk, from when until when, and why."""

    agent = forms.TypedChoiceField(label=_("Who is on call"))
    starts_at = InstantField(label=_("From"))
    ends_at = InstantField(label=_("Until"))
    note = forms.CharField(label=_("Why"), max_length=200, required=False, help_text=_("Colleagues read it."))

    def __init__(self, *args: Any, agents: Iterable[Agent], **options: Any) -> None:
        super().__init__(*args, **options)
        named = {str(agent.pk): agent for agent in agents}
        field: Any = self.fields["agent"]
        field.choices = [("", ""), *((key, str(agent)) for key, agent in named.items())]
        field.coerce = named.__getitem__


class DeviceForm(forms.Form):
    """What a browser says when it subscribes, and how its owner calls it."""

    name = forms.CharField(label=_("Name of this device"), max_length=60, help_text=_("Such as: my phone, Firefox."))
    endpoint = forms.CharField(widget=forms.HiddenInput, max_length=600)
    p256dh = forms.CharField(widget=forms.HiddenInput, max_length=120)
    auth = forms.CharField(widget=forms.HiddenInput, max_length=40)


class WayForm(forms.Form):
    """A channel, the number where it needs one, and after how many minutes it is tried."""

    channel = forms.ChoiceField(label=_("How"))
    phone = PhoneNumberField(
        label=_("Phone number"), required=False, help_text=_("With its country: +44 20 7946 0000. For calls and texts.")
    )
    minutes = forms.IntegerField(
        label=_("Minutes without an answer"),
        min_value=0,
        max_value=60,
        initial=0,
        help_text=_("0 is at once; 3 is after three minutes if you have not acknowledged by then."),
    )

    def __init__(self, *args: Any, ready: Callable[[str], bool], **options: Any) -> None:
        super().__init__(*args, **options)
        let_choose(self, "channel", [choice for choice in ChannelCode.choices if ready(choice[0])])

    def clean(self) -> dict[str, Any]:
        """A number where somebody is called or texted, and none elsewhere."""
        said = super().clean() or {}
        needs_number = said.get("channel") in {ChannelCode.SMS, ChannelCode.VOICE}
        if needs_number and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Name the number to call."))
        return {**said, "phone": str(said.get("phone") or "") if needs_number else ""}
