"""Writing, publishing and withdrawing a release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Version
from common.choices import let_choose
from common.instants import InstantField
from downloads import rules, services
from downloads.models import Release


class ReleaseForm(forms.Form):
    """Writes a release. `known` is the edition that the editor began from."""

    known = forms.IntegerField(widget=forms.HiddenInput, required=False)
    version = forms.ChoiceField(
        label=_("Version"),
        help_text=_("A new version is added in the administration first, with its days of support."),
    )
    number = forms.CharField(
        label=_("Number"),
        max_length=30,
        help_text=_("As it is called: 5.1.4, or 5.1.4-HF2. It stays once the release is published."),
        error_messages={"required": _("Say how the release is numbered.")},
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Release.Kind)
    title = forms.CharField(
        label=_("Title"),
        max_length=160,
        help_text=_("What it brings, in a line. Whoever may not have the files reads this and no more."),
        error_messages={"required": _("Say what the release brings.")},
    )
    notes = forms.CharField(
        label=_("Notes"),
        strip=False,
        required=False,
        max_length=rules.MAX_NOTES,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("Markdown. What is new, what is mended, what to do before and after."),
    )
    is_public = forms.BooleanField(
        label=_("The title is public"),
        required=False,
        help_text=_("Everybody may know that it exists, and it stands in the feed. Notes and files stay with Gold."),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        rows = Version.objects.select_related("product").order_by("product__name", "-released_on", "-id")
        self.versions = {str(each.pk): each for each in rows}
        let_choose(self, "version", [(key, str(each)) for key, each in self.versions.items()])

    def draft(self) -> services.ReleaseDraft:
        """The release that a valid form describes."""
        data = self.cleaned_data
        return services.ReleaseDraft(
            version=self.versions[data["version"]],
            number=data["number"],
            kind=data["kind"],
            title=data["title"],
            notes=data["notes"],
            is_public=data["is_public"],
        )


def initial_of(release: Release) -> dict[str, Any]:
    """What a form that writes `release` anew begins with."""
    return {
        "known": release.edition,
        "version": str(release.version_id),
        "number": release.number,
        "kind": release.kind,
        "title": release.title,
        "notes": release.notes,
        "is_public": release.is_public,
    }


class PublicationForm(forms.Form):
    """Publishes a release, now or later."""

    publish_at = InstantField(label=_("Publish at"), required=False, help_text=_("Empty: at once. In your time zone."))


class WithdrawalForm(forms.Form):
    """Withdraws a release."""

    reason = forms.CharField(
        label=_("Why, and what to do instead"),
        max_length=rules.MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Customers read this."),
        error_messages={"required": _("Say why it is withdrawn. Customers read this.")},
    )
