"""The price list."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from entitlements import coverage
from entitlements.models import Package, Target

SEVERITIES = [(severity, str(severity)) for severity in (1, 2, 3, 4)]
LIFECYCLES = [
    (coverage.Lifecycle.SUPPORTED.value, _("supported")),
    (coverage.Lifecycle.SUNSET.value, _("sunset")),
    (coverage.Lifecycle.EOL.value, _("end of life")),
]


class PackageForm(forms.ModelForm):  # type: ignore[type-arg] # not generic at run time
    """A package; its lists are ticked, not typed."""

    lifecycles = forms.MultipleChoiceField(
        label=_("Versions covered"), choices=LIFECYCLES, widget=forms.CheckboxSelectMultiple
    )
    pages_at_severity = forms.TypedMultipleChoiceField(
        label=_("Pages on-call at severity"),
        choices=SEVERITIES,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("After hours and in an emergency only."),
    )
    eligible_severities = forms.TypedMultipleChoiceField(
        label=_("Offered at severity"), choices=SEVERITIES, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Package
        fields = "__all__"  # noqa: DJ007 - the administration edits all of it


class TargetInline(admin.TabularInline):  # type: ignore[type-arg] # not generic at run time
    """What a package promises; a change concerns tickets that are filed from now on."""

    model = Target
    extra = 0
    ordering = ("milestone", "severity")
    verbose_name_plural = _("targets, in minutes of covered time (a ticket keeps those it was filed with)")


@admin.register(Package)
class PackageAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the library has no types
    """Packages: which window each covers, where, for which versions, and how it is sold."""

    form = PackageForm
    list_display = ("name", "code", "sold_as", "window", "where", "price_minor", "currency", "needed")
    list_filter = ("sold_as", "window", "where")
    search_fields = ("name", "code")
    ordering = ("position", "name")
    filter_horizontal = ("needs",)
    inlines = (TargetInline,)
    fieldsets = (
        (None, {"fields": ("name", "code", "summary", "position")}),
        (_("What it covers"), {"fields": ("window", "where", "lifecycles", "covers_holidays", "covers_questions")}),
        (
            _("How it is sold"),
            {
                "fields": ("sold_as", "needs", ("price_minor", "currency"), "minimum_units"),
                "description": _(
                    "An add-on is in force only while what it needs is. The price is for 12 months, or for one time"
                    " unit, in minor units of the currency: 1200000 is 12,000.00."
                ),
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

    @admin.display(description=_("needs"))
    def needed(self, package: Package) -> str:
        """What must be in force with it."""
        return ", ".join(needed.name for needed in package.needs.all())
