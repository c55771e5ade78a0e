"""Where an organization's products run, as its manager says it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Environment, Organization, User
from accounts.services import EnvironmentDraft
from catalog.models import Region, Version
from entitlements.models import License


@dataclass(frozen=True)
class Offer:
    """What an environment may be made of."""

    versions: list[Version]
    regions: list[Region]


class EnvironmentForm(forms.Form):
    """What an environment is to be. It runs a product that the organization holds a license of."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("What your people call it: Los Angeles production."),
        error_messages={"required": _("Give it a name that your people know.")},
    )
    version = forms.TypedChoiceField(
        label=_("Product and version"),
        error_messages={
            "required": _("Choose what runs there."),
            "invalid_choice": _("Your organization holds no license of that. Choose one of the list."),
        },
    )
    use = forms.ChoiceField(label=_("Use"), choices=Environment.Use)
    region = forms.TypedChoiceField(
        label=_("Region"), required=False, empty_value=None, help_text=_("Where it stands, if you want to say.")
    )

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offers = offer.versions
        _offer(self.fields["version"], _by_product(self.offers), {str(each.pk): each for each in self.offers})
        places = {str(each.pk): each for each in offer.regions}
        _offer(
            self.fields["region"], [("", _("Not named")), *((key, each.name) for key, each in places.items())], places
        )

    @classmethod
    def of(cls, environment: Environment, offer: Offer) -> "EnvironmentForm":
        """The form as the environment stands."""
        names = ("name", "use", "version_id", "region_id")
        stands = {name.removesuffix("_id"): getattr(environment, name) for name in names}
        return cls(initial=stands, offer=offer)

    def draft(self) -> EnvironmentDraft:
        """What was filled in."""
        return EnvironmentDraft(**self.cleaned_data)


def runnable_by(organization: Organization, reader: User, environment: Environment | None = None) -> list[Version]:
    """The versions of the products that the organization holds, the newest first, and what runs there already."""
    licensed = License.objects.visible_to(reader).filter(organization=organization).values("product")
    versions = Version.objects.filter(product__in=licensed)
    if environment:
        versions |= Version.objects.filter(pk=environment.version_id)
    return list(versions.select_related("product").order_by("product__name", "-released_on", "-pk"))


def _by_product(versions: Iterable[Version]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in versions:
        groups.setdefault(each.product.name, []).append((str(each.pk), str(each)))
    return [("", _("Choose a version")), *groups.items()]


def _offer(field: forms.Field, choices: list[Any], rows: dict[str, Any]) -> None:
    if isinstance(field, forms.TypedChoiceField):
        field.choices, field.coerce = choices, rows.get
