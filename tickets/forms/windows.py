"""What is asked when a maintenance window is booked, moved and ended; times are read on the reader's clock (R9)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from common.choices import let_choose
from entitlements.coverage import to_utc
from tickets import rules
from tickets.forms.customers import concerned_groups
from tickets.forms.life import ActForm
from tickets.forms.places import Place
from tickets.models import WindowType

WALL = "%Y-%m-%dT%H:%M"
LENGTHS = (60, 90, 120, 180, 240, 300, 360, 480, 600, 720)
LONGEST_PLAN = 20_000
YEARS = range(1990, 2200)


class WhatForm(forms.Form):
    """What is planned: where, what, and how long it takes, and from which day on free starts are shown."""

    environment = forms.TypedChoiceField(label=_("Environment"), error_messages={"required": _("Choose where.")})
    concerned = forms.ChoiceField(
        label=_("Whom does it concern?"),
        required=False,
        help_text=_("Somebody of your customer's, whose home region then counts, and who is told of the window."),
    )
    type = forms.TypedChoiceField(label=_("Work"), error_messages={"required": _("Choose what is planned.")})
    minutes = forms.TypedChoiceField(label=_("Length"), coerce=int, initial=120)
    on = forms.DateField(
        label=_("From this day on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, places: Sequence[Place], types: Iterable[WindowType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_places(places)
        _choose(self.fields["type"], {str(each.pk): each for each in types}, str)
        let_choose(self, "minutes", [(minutes, length(minutes)) for minutes in LENGTHS])

    def clean(self) -> dict[str, Any]:
        """`contact` is as whom the window is booked, or whom of a partner's customer it concerns."""
        data = super().clean() or self.cleaned_data
        place, key = data.get("environment"), data.get("concerned", "")
        if place and place.customer and key and key not in place.customer.concerned:
            self.add_error("concerned", gettext("This person belongs to another organization."))
        elif place:
            data["contact"] = place.customer.concerned.get(key) if place.customer else place.contact
        return data

    def _offer_places(self, places: Sequence[Place]) -> None:
        """The environments, grouped once a partner has more than one side, and the people of its customers."""
        _choose(self.fields["environment"], {each.key: each for each in places}, str)
        customers = list({each.customer.key: each.customer for each in places if each.customer}.values())
        if not customers:
            del self.fields["concerned"]
            return
        groups = [(name, list(each)) for name, each in groupby(places, attrgetter("group"))]
        let_choose(self, "environment", [(name, [(each.key, str(each)) for each in found]) for name, found in groups])
        let_choose(self, "concerned", [("", _("Nobody in particular")), *concerned_groups(customers)])


class StartForm(forms.Form):
    """When: one of the starts that are offered, or another one that is typed.

    A typed time that the clock skips is read as RFC 5545 says, shifted by the gap; its reader is told before.
    """

    start = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    typed = forms.CharField(
        label=_("Another start"),
        required=False,
        max_length=16,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 900}),
    )

    def __init__(self, *args: Any, zone: tzinfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["typed"].help_text = gettext("On your clock, %(zone)s; it wins over the list.") % {"zone": zone}

    def clean_typed(self) -> datetime | None:
        """The instant of the typed time."""
        text = self.cleaned_data["typed"]
        if not text:
            return None
        try:
            wall = datetime.strptime(text, WALL)  # noqa: DTZ007 - a wall time, read on the reader's clock below
            at = _near(to_utc(str(self.zone), wall))
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("Type a day and a time.")) from None
        read = at.astimezone(self.zone).replace(tzinfo=None)
        if read != wall:
            self._say_shifted(read)
        return at

    def clean(self) -> dict[str, Any]:
        """`at` is when the window would start."""
        data = super().clean() or self.cleaned_data
        if "typed" in data:
            data["at"] = data["typed"] or _instant(data.get("start", ""))
            if data["at"] is None:
                self.add_error(None, gettext("Choose a start from the list, or type one."))
        return data

    def _say_shifted(self, read: datetime) -> None:
        """Refuse once, with the shifted time in the field.

        Raises:
            ValidationError: always.
        """
        sent: Any = self.data
        renewed = sent.copy()
        renewed["typed"] = f"{read:%Y-%m-%dT%H:%M}"
        self.data = renewed
        words = gettext(
            "The clocks go forward that night and skip this time: it means %(time)s. Send again to take it."
        )
        raise forms.ValidationError(words % {"time": date_format(read, "H:i")})


class BookingForm(StartForm):
    """The start, the plan and who decides if it goes wrong."""

    plan = forms.CharField(
        label=_("Plan"),
        max_length=LONGEST_PLAN,
        help_text=_("What is done step by step, and how you go back. Your engineer reads it before."),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what is done, and how you go back.")},
    )
    rollback_name = forms.CharField(
        label=_("Rollback contact"),
        max_length=80,
        help_text=_("Who decides on your side to go back, and is at hand during the window."),
        error_messages={"required": _("Name who decides to go back.")},
    )
    rollback_phone = forms.CharField(
        label=_("Phone of the rollback contact"),
        max_length=40,
        error_messages={"required": _("Say by which number your engineer reaches this person.")},
    )
    checklist = forms.CharField(
        label=_("Checklist"),
        required=False,
        max_length=4000,
        help_text=_("One thing to do a line; your engineer ticks them off."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    @property
    def items(self) -> tuple[str, ...]:
        """The lines of the checklist; only of a valid form."""
        return tuple(line.strip() for line in self.cleaned_data["checklist"].splitlines() if line.strip())


class CancellationForm(ActForm):
    """The explicit word that the window is given up."""

    sure = forms.BooleanField(
        label=_("Cancel the window. Its engineer is free for others then."),
        error_messages={"required": _("Say that you give the window up.")},
    )


class GivingForm(ActForm):
    """Who works in the window instead."""

    engineer = forms.TypedChoiceField(label=_("Engineer"), error_messages={"required": _("Choose who works in it.")})

    def __init__(self, *args: Any, engineers: Iterable[Agent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["engineer"], {str(each.pk): each for each in engineers}, str)


class EndForm(ActForm):
    """What was worked in the window and is not entered yet."""

    minutes = forms.IntegerField(
        label=_("Minutes worked that are not entered yet"),
        min_value=0,
        max_value=rules.A_DAY,
        error_messages={"required": _("Say how long you worked; 0 if all is entered.")},
    )
    what = forms.CharField(label=_("At what"), max_length=200, required=False)


def length(minutes: int) -> str:
    """A length in words."""
    hours, rest = divmod(minutes, 60)
    words = [ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}] if hours else []
    return " ".join([*words, *([gettext("%(count)d min") % {"count": rest}] if rest else [])])


def _choose(field: Any, named: dict[str, Any], label: Any) -> None:
    field.choices = [(key, label(each)) for key, each in named.items()]
    field.coerce = named.__getitem__


def _instant(text: str) -> datetime | None:
    """The instant that `text` names; None when it is none, or far from any that a window starts at."""
    try:
        at = datetime.fromisoformat(text)
        return _near(at.astimezone(UTC)) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _near(at: datetime) -> datetime:
    """The instant itself.

    Raises:
        ValueError: if it lies outside the years in which anything is planned.
    """
    if at.year not in YEARS:
        raise ValueError(at)
    return at
