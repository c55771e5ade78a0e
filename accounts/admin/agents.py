"""The vendor's agents in the administration."""

from django.contrib import admin

from accounts.models import Agent, DeskMembership
from common.formsets import CheckedFormSet


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]  # not generic at run time
    """The desks of an agent; a lead answers for a desk."""

    model = DeskMembership
    formset = CheckedFormSet
    extra = 1


@admin.register(Agent)
class AgentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """Who works tickets, at which desks."""

    list_display = ("user", "sees_all_desks")
    list_filter = ("sees_all_desks", "memberships__desk")
    search_fields = ("user__email", "user__name")
    list_select_related = ("user",)
    ordering = ("user__email",)
    autocomplete_fields = ("user",)
    filter_horizontal = ("skills",)
    inlines = (MembershipInline,)
