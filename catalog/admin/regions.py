"""Regions with their calendar."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from catalog import forms, services, wording
from catalog.admin.proposals import tell_of_proposals
from catalog.models import BusinessHours, Closure, Holiday, Opening, Region
from common.http import Request

CALENDAR_FIELDS = {"zone", "first_weekday"}
"""Fields of a region that its calendar is made from, beside the rows of its hours."""


class BusinessHoursInline(admin.TabularInline):
    """The hours grid: several intervals a day, also across midnight."""

    model = BusinessHours
    form = forms.BusinessHoursForm
    formset = forms.WeekFormSet
    extra = 1
    ordering = ("weekday", "opens_minute")
    verbose_name_plural = _("weekly business hours (an end at or before its start runs into the next day)")


class OpeningInline(admin.TabularInline):
    """Hours of one date."""

    model = Opening
    form = forms.OpeningForm
    extra = 0
    ordering = ("on", "opens_minute")
    verbose_name_plural = _("extra openings (they replace the hours of their day, and win over a holiday)")


class ClosureInline(admin.TabularInline):
    """Parts of days."""

    model = Closure
    form = forms.ClosureForm
    extra = 0
    ordering = ("on", "from_minute")
    verbose_name_plural = _("closures (a part of one day)")


class HolidayInline(admin.TabularInline):
    """Whole days."""

    model = Holiday
    extra = 0
    classes = ("collapse",)
    ordering = ("-on",)
    verbose_name_plural = _("holidays (closed from midnight to midnight)")


@admin.register(Region)
class RegionAdmin(SimpleHistoryAdmin):  # type: ignore[misc] # the library has no types
    """Regions with their calendar; a change of it bumps the calendar version."""

    list_display = ("name", "code", "city", "zone", "phone", "last_holiday", "calendar_version")
    search_fields = ("name", "code", "city")
    ordering = ("name",)
    readonly_fields = ("calendar_version",)
    inlines = (BusinessHoursInline, OpeningInline, ClosureInline, HolidayInline)
    fieldsets = (
        (None, {"fields": ("code", "name", "city", "phone")}),
        (
            _("Calendar"),
            {
                "fields": ("zone", "first_weekday", ("country", "subdivision"), "calendar_version"),
                "description": _(
                    "Hours are local to the time zone. The public holidays of the country are proposed before the list"
                    " ends, and apply once they are reviewed. The command “manage.py holidays REGION YEAR” shows what"
                    " would change at any time, and applies it with --apply."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Region]:
        """Regions with the last day of their holiday list."""
        regions: QuerySet[Region] = super().get_queryset(request)
        return regions.annotate(last_holiday_on=Max("holidays__on"))

    @admin.display(description=_("holidays until"), ordering="last_holiday_on")
    def last_holiday(self, region: Region) -> Any:
        """The last day of the holiday list."""
        return getattr(region, "last_holiday_on", None)

    def change_view(
        self, request: Request, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show with a region what its calendar lacks."""
        region = self.get_object(request, object_id) if request.method == "GET" else None
        for warning in services.calendar_warnings(region=region, at=request.at) if region else ():
            messages.warning(request, wording.sentence(warning))
        if region:
            tell_of_proposals(request, region.holiday_proposals.waiting().select_related("region").order_by("year"))
        page: HttpResponse = super().change_view(request, object_id, form_url, extra_context)
        return page

    def save_related(self, request: Request, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the rows of the calendar, and bump its version with them."""
        super().save_related(request, form, formsets, change)
        if CALENDAR_FIELDS & set(form.changed_data) or any(formset.has_changed() for formset in formsets):
            services.calendar_changed(region=form.instance, at=request.at)
