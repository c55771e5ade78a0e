"""Time units: read, and granted through the service."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.direction import apart
from common.http import Request
from common.refusal import Unable
from entitlements import services
from entitlements.admin import refused
from entitlements.admin.contracts import actor_of
from entitlements.models import UnitAccount


class UnitsForm(forms.ModelForm):
    """The first time units of an organization."""

    units = forms.IntegerField(label=_("Time units bought"), min_value=1)

    class Meta:
        model = UnitAccount
        fields = ("organization",)


class GrantForm(ActionForm):
    """How many time units the chosen organizations get."""

    units = forms.IntegerField(label=_("Time units"), min_value=1, required=False)


@admin.register(UnitAccount)
class UnitAccountAdmin(admin.ModelAdmin):
    """Balances of time units. A grant is an action of the list; nothing is typed over."""

    form = UnitsForm
    action_form = GrantForm
    list_display = ("organization", "balance")
    list_select_related = ("organization",)
    search_fields = ("organization__name", "organization__key")
    autocomplete_fields = ("organization",)
    ordering = ("organization__name",)
    actions = ("grant",)

    def get_fields(self, _request: HttpRequest, obj: UnitAccount | None = None) -> tuple[str, ...]:
        """What is asked of a new account, and of another its balance."""
        return ("organization", "balance") if obj else ("organization", "units")

    def get_readonly_fields(self, _request: HttpRequest, obj: UnitAccount | None = None) -> tuple[str, ...]:
        """A balance is read."""
        return ("balance",) if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: UnitAccount | None = None) -> bool:
        """A balance is read, not typed over; the list keeps its action."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: UnitAccount | None = None) -> bool:
        """What was bought stays."""
        return False

    def save_model(
        self,
        request: Any,
        obj: UnitAccount,
        form: Any,
        _change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Open an account with what was bought."""
        organization, units = form.cleaned_data["organization"], form.cleaned_data["units"]
        services.grant_units(organization=organization, units=units, actor=actor_of(request), at=request.at)
        account = UnitAccount.objects.get(organization=organization)
        obj.pk, obj.balance = account.pk, account.balance

    @admin.action(description=_("Grant time units"), permissions=["add"])
    def grant(self, request: Request, accounts: QuerySet[UnitAccount]) -> None:
        """Add the number of units beside the action to each chosen account."""
        form: Any = GrantForm(request.POST)
        form.fields["action"].choices = [("grant", "grant")]
        units = form.cleaned_data.get("units") if form.is_valid() else None
        for account in accounts.select_related("organization").order_by("organization__name"):
            try:
                balance = services.grant_units(
                    organization=account.organization, units=units or 0, actor=actor_of(request), at=request.at
                )
            except Unable as refusal:
                refused.tell(request, refusal)
                return
            words = _("%(organization)s has %(balance)s time units now.")
            messages.success(request, words % {"organization": apart(account.organization), "balance": balance})
