"""The price list."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from common import money
from common.choices import let_choose_among
from common.http import Request
from entitlements import coverage
from entitlements.admin import prices
from entitlements.models import Package, Target
from entitlements.services.packages import package_changed

SEVERITIES = [
    (1, _("1: production down")),
    (2, _("2: major function impaired")),
    (3, _("3: minor impact")),
    (4, _("4: cosmetic, or a question")),
]
LIFECYCLES = [
    (coverage.Lifecycle.SUPPORTED.value, _("supported: before its sunset")),
    (coverage.Lifecycle.SUNSET.value, _("sunset: standard support has ended")),
    (coverage.Lifecycle.EOL.value, _("end of life")),
]
HELP = {
    "code": _("A short name without spaces, for addresses and imports."),
    "summary": _("One sentence that customers read."),
    "position": _("Small numbers come first in the price list."),
    "window": _(
        "Business hours: while the region is open. Business week: from Monday's opening to Friday's closing, nights"
        " included. Always: every hour. The booked maintenance window and any instant nothing else covers are paid in"
        " time units."
    ),
    "where": _("Which desk works: that of the region where the software was bought, or that of the contact."),
    "covers_holidays": _("For a business week: its nights and days run on through public holidays."),
    "covers_questions": _("Otherwise a question is filed and read, but nothing is promised."),
    "needs": _("An add-on is in force only while these are. None chosen: it stands alone, as Gold does."),
    "currency": _("Three letters of ISO 4217: USD."),
    "minimum_units": _("Time units that one incident costs at least."),
    "offered_to_subscribers": _(
        "Also to customers with an after-hours subscription, when that does not cover them now."
    ),
}


class PackageForm(forms.ModelForm):
    """A package; its lists are ticked, not typed, and its price is an amount."""

    lifecycles = forms.MultipleChoiceField(
        label=_("Versions covered"), choices=LIFECYCLES, widget=forms.CheckboxSelectMultiple
    )
    pages_at_severity = forms.TypedMultipleChoiceField(
        label=_("Pages on-call at severity"),
        choices=SEVERITIES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The agent on call is woken for these, after hours and in an emergency only."),
    )
    eligible_severities = forms.TypedMultipleChoiceField(
        label=_("Offered at severity"),
        choices=SEVERITIES,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An emergency is offered at these severities. Other packages cover every severity."),
    )
    price_minor = prices.PriceField(
        label=_("Price"), initial=0, help_text=_("For 12 months, or for one time unit: 12000.00.")
    )

    class Meta:
        model = Package
        fields = "__all__"  # noqa: DJ007 - the administration edits all of it
        help_texts = HELP
        widgets: ClassVar[dict[str, Any]] = {
            "summary": forms.Textarea(attrs={"rows": 2, "cols": 60}),
            "needs": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["price_minor"] = prices.shown(self.instance.price_minor, self.instance.currency)
        if "needs" in self.fields:
            let_choose_among(self, "needs", Package.objects.exclude(pk=self.instance.pk).order_by("position"))

    def clean(self) -> dict[str, Any] | None:
        """Turn the price into minor units of the currency."""
        cleaned = super().clean() or self.cleaned_data
        price, currency = cleaned.get("price_minor"), cleaned.get("currency")
        if price is not None and currency:
            try:
                cleaned["price_minor"] = prices.stored(price, currency)
            except ValidationError as refusal:
                self.add_error("price_minor", refusal)
        return cleaned


class TargetInline(admin.TabularInline):
    """What a package promises; a change concerns tickets filed from now on, and others once it is applied to them."""

    model = Target
    extra = 0
    ordering = ("milestone", "severity")
    verbose_name_plural = _("targets, in minutes of covered time (a ticket keeps those it was filed with)")


@admin.register(Package)
class PackageAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the library has no types
    """Packages: which window each covers, where, for which versions, and how it is sold."""

    form = PackageForm
    list_display = ("name", "code", "sold_as", "window", "where", "price", "needed")
    list_filter = ("sold_as", "window", "where")
    search_fields = ("name", "code")
    ordering = ("position", "name")
    inlines = (TargetInline,)
    fieldsets = (
        (None, {"fields": ("name", "code", "summary", "position")}),
        (_("What it covers"), {"fields": ("window", "where", "lifecycles", "covers_holidays", "covers_questions")}),
        (
            _("How it is sold"),
            {
                "fields": ("sold_as", "needs", ("price_minor", "currency"), "minimum_units"),
            },
        ),
        (
            _("Emergencies and paging"),
            {"fields": ("eligible_severities", "offered_to_subscribers", "pages_at_severity")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Package]:
        """Packages with what they need."""
        rows: QuerySet[Package] = super().get_queryset(request)
        return rows.prefetch_related("needs")

    def save_related(self, request: Request, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the targets too, and say so to those who made promises by them."""
        super().save_related(request, form, formsets, change)
        package_changed(package=form.instance, at=request.at)

    @admin.display(description=_("price"), ordering="price_minor")
    def price(self, package: Package) -> str:
        """What it costs, with its currency."""
        return money.written(package.price_minor, package.currency)

    @admin.display(description=_("needs"))
    def needed(self, package: Package) -> str:
        """What must be in force with it."""
        return ", ".join(needed.name for needed in package.needs.all())
