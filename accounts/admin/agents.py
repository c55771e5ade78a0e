"""The vendor's agents in the administration."""

from django.contrib import admin
from django.http import HttpRequest

from accounts.forms.working import WorkingHoursForm
from accounts.models import Absence, Agent, DeskMembership, WorkingHours
from accounts.permissions import gives_roles
from common.formsets import CheckedFormSet


class MembershipInline(admin.TabularInline):
    """The desks of an agent; a lead answers for a desk."""

    model = DeskMembership
    formset = CheckedFormSet
    extra = 1


class WorkingHoursInline(admin.TabularInline):
    """When an agent works; without any it works the hours of its desk's region."""

    model = WorkingHours
    form = WorkingHoursForm
    formset = CheckedFormSet
    extra = 0
    ordering = ("weekday", "starts_minute")


class AbsenceInline(admin.TabularInline):
    """When an agent is away."""

    model = Absence
    formset = CheckedFormSet
    extra = 0
    ordering = ("-starts_at",)


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):
    """Who works tickets, at which desks."""

    list_display = ("user", "sees_all_desks")
    list_filter = ("sees_all_desks", "memberships__desk")
    search_fields = ("user__email", "user__name")
    list_select_related = ("user",)
    ordering = ("user__email",)
    autocomplete_fields = ("user",)
    filter_horizontal = ("skills",)
    inlines = (MembershipInline, WorkingHoursInline, AbsenceInline)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An agent reads tickets: who gives roles makes one."""
        return gives_roles(request.user) and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Agent | None = None) -> bool:
        """The desks of an agent say what it reads."""
        return gives_roles(request.user) and super().has_change_permission(request, obj)
