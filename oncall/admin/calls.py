"""Escalation policies, and the calls that were made."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from common.formsets import CheckedFormSet
from oncall.admin.records import RecordAdmin
from oncall.models import Attempt, EscalationPolicy, EscalationRun, EscalationStep, HeldBackPage, Page


class StepInline(admin.TabularInline):
    """The steps of a policy in their order."""

    model = EscalationStep
    formset = CheckedFormSet
    extra = 0
    ordering = ("position",)


@admin.register(EscalationPolicy)
class EscalationPolicyAdmin(admin.ModelAdmin):
    """Whom to call one after the other; what runs already keeps the policy as it was."""

    list_display = ("name", "desk", "package", "repeats")
    list_select_related = ("desk", "package")
    ordering = ("name",)
    inlines = (StepInline,)


class AttemptInline(admin.TabularInline):
    """The calls of an escalation."""

    model = Attempt
    fields = ("position", "whom", "recipient", "called_at", "sent_at")
    ordering = ("position", "id")

    def has_add_permission(self, _request: HttpRequest, _run: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _run: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _run: Any = None) -> bool:
        return False


@admin.register(EscalationRun)
class EscalationRunAdmin(RecordAdmin):
    """The escalations with their calls."""

    fields = ("page", "policy_name", "repeats", "started_at", "due_at", "ended_at", "ending")
    list_display = ("page", "policy_name", "started_at", "due_at", "ended_at", "ending")
    list_filter = ("ending",)
    list_select_related = ("page",)
    inlines = (AttemptInline,)


@admin.register(Page)
class PageAdmin(RecordAdmin):
    """The calls made."""

    list_display = ("subject", "desk", "recipient", "paged_at", "sent_at", "acknowledged_at", "acknowledged_by")
    list_filter = ("desk", ("agent", admin.EmptyFieldListFilter), ("acknowledged_at", admin.EmptyFieldListFilter))
    list_select_related = ("desk", "acknowledged_by__user")
    search_fields = ("subject", "recipient")


@admin.register(HeldBackPage)
class HeldBackPageAdmin(RecordAdmin):
    """The pages that were owed beyond the cap of their contract, and when they were told."""

    list_display = ("subject", "contract", "desk", "cap", "held_at", "told_at")
    list_filter = ("desk", ("told_at", admin.EmptyFieldListFilter))
    list_select_related = ("desk", "contract")
    search_fields = ("subject", "contract__number")
