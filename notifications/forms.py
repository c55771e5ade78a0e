"""What people choose and write, as frozen drafts and checked choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Region, Weekday
from common.instants import InstantField
from notifications import wording
from notifications.models import Announcement, DeliveryTimes, Preference
from notifications.rules import KINDS, Kind, Mail, Rhythm, Wish
from notifications.services import AnnouncementDraft, Times

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
AT_ONCE = _("always at once")


@dataclass(frozen=True)
class Row:
    """A kind of news on the page: its words and its two fields, or the sentence that stands for a choice.

    `is_shown` says of a kind without a choice whether the inbox shows it.
    """

    words: wording.Words
    inbox: BoundField | None
    mail: BoundField | None
    fixed: Promise | str
    is_shown: bool = False


class PreferencesForm(forms.Form):
    """Which way each kind goes, when the digest comes, and the quiet hours."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=DeliveryTimes.Rhythm)
    weekday = forms.TypedChoiceField(label=_("Day of a weekly digest"), choices=Weekday, coerce=int)
    hour = forms.TypedChoiceField(label=_("At"), choices=HOURS, coerce=int)
    quiet_starts = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_ends = forms.TimeField(
        label=_("Until"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_weekdays = forms.TypedMultipleChoiceField(
        label=_("Beginning on"),
        required=False,
        choices=Weekday,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A night belongs to the day on which it begins."),
    )

    def __init__(self, data: Any, *, wishes: Mapping[str, Wish], times: Times) -> None:
        super().__init__(data, initial=_initial(times))
        self.kinds = [KINDS[code] for code in wishes]
        self.shown = {code: wish.inbox for code, wish in wishes.items()}
        for kind in self.kinds:
            if kind.may_silence:
                self._offer(kind, wishes[kind.code])

    def rows(self) -> list[Row]:
        """The kinds in their order."""
        return [
            Row(wording.KINDS[kind.code], self[f"inbox-{kind.code}"], self[f"mail-{kind.code}"], "")
            if kind.may_silence
            else Row(wording.KINDS[kind.code], None, None, AT_ONCE, is_shown=self.shown[kind.code])
            for kind in self.kinds
        ]

    def wishes(self) -> dict[str, Wish]:
        """What was chosen of each kind that leaves a choice."""
        data = self.cleaned_data
        return {
            kind.code: Wish(data[f"inbox-{kind.code}"], Mail(data[f"mail-{kind.code}"]))
            for kind in self.kinds
            if kind.may_silence
        }

    def times(self) -> Times:
        """When the mails are to come."""
        data = self.cleaned_data
        return Times(
            rhythm=Rhythm(data["rhythm"]),
            weekday=data["weekday"],
            hour=data["hour"],
            quiet_starts=_minute(data["quiet_starts"]),
            quiet_ends=_minute(data["quiet_ends"]),
            quiet_weekdays=frozenset(data["quiet_weekdays"]),
        )

    def clean(self) -> dict[str, Any]:
        """Days without hours mean none: the days may stay chosen for another time."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("quiet_starts") is None and data.get("quiet_ends") is None:
            data["quiet_weekdays"] = []
        return data

    def _offer(self, kind: Kind, wish: Wish) -> None:
        label = wording.KINDS[kind.code].label
        choices = [choice for choice in Preference.Mail.choices if kind.may_digest or choice[0] != Mail.DIGEST]
        self.fields[f"inbox-{kind.code}"] = forms.BooleanField(
            required=False,
            initial=wish.inbox,
            label=label,
            widget=forms.CheckboxInput(attrs={"aria-label": _("%(kind)s: inbox") % {"kind": label}}),
        )
        self.fields[f"mail-{kind.code}"] = forms.ChoiceField(
            choices=choices,
            initial=wish.mail,
            label=label,
            widget=forms.Select(attrs={"aria-label": _("%(kind)s: mail") % {"kind": label}}),
        )


class AnnouncementForm(forms.Form):
    """What an announcement says, and to whom."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    title = forms.CharField(label=_("Title"), max_length=120)
    severity = forms.ChoiceField(label=_("How much it matters"), choices=Announcement.Severity)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    products = forms.ModelMultipleChoiceField(
        label=_("Products"),
        required=False,
        queryset=Product.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown to customers with a license of one of them. None: to all."),
    )
    regions = forms.ModelMultipleChoiceField(
        label=_("Regions"),
        required=False,
        queryset=Region.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Shown to customers who bought or work in one of them. None: to all."),
    )
    is_mailed = forms.BooleanField(
        label=_("Tell them by mail and in the inbox too"),
        required=False,
        help_text=_("Once, when it is published; each as they chose for announcements."),
    )
    is_public = forms.BooleanField(label=_("Show it to whoever is not logged in"), required=False)

    def __init__(
        self, data: Any = None, *, products: QuerySet[Product], regions: QuerySet[Region], **options: Any
    ) -> None:
        super().__init__(data, **options)
        for name, rows in (("products", products), ("regions", regions)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)  # noqa: S101 - tells the type checker what stands above
            field.queryset = rows
            field.choices = [(row.pk, str(row)) for row in rows]

    def draft(self) -> AnnouncementDraft:
        """What was written."""
        data = self.cleaned_data
        return AnnouncementDraft(
            title=data["title"],
            body=data["body"],
            severity=data["severity"],
            products=tuple(data["products"]),
            regions=tuple(data["regions"]),
            is_public=data["is_public"],
            is_mailed=data["is_mailed"],
        )


class PublicationForm(forms.Form):
    """From when until when an announcement is published, on the writer's wall clock."""

    starts_at = InstantField(
        label=_("From"),
        required=False,
        help_text=_("Empty: at once."),
    )
    ends_at = InstantField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until it is taken back."),
    )


def _initial(times: Times) -> dict[str, Any]:
    return {
        "rhythm": times.rhythm,
        "weekday": times.weekday,
        "hour": times.hour,
        "quiet_starts": _time(times.quiet_starts),
        "quiet_ends": _time(times.quiet_ends),
        "quiet_weekdays": sorted(times.quiet_weekdays) or list(Weekday.values),
    }


def _time(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


def _minute(wall: time | datetime | None) -> int | None:
    return None if wall is None else wall.hour * 60 + wall.minute
