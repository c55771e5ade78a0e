"""The ledger of time units to read, how units are sold, and the orders that wait for their payment."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import money
from common.direction import apart
from common.http import Request
from common.refusal import Unable
from entitlements import services
from entitlements.admin import refused
from entitlements.models import LedgerEntry, PaymentEvent, UnitOrder, UnitTerms


@admin.register(UnitTerms)
class UnitTermsAdmin(admin.ModelAdmin):
    """How the vendor sells time units: one row."""

    list_display = ("unit_minutes", "expire_after_months", "low_at", "refunds_defects")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """There is one row already."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: UnitTerms | None = None) -> bool:
        """There is always one row."""
        return False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(admin.ModelAdmin):
    """Each move of time units. Nothing is typed here: a mistake is reversed by another entry."""

    list_display = ("at", "organization", "kind", "units", "source", "target", "use_key", "actor")
    list_filter = ("kind",)
    list_select_related = ("account__organization", "actor")
    search_fields = ("use_key", "account__organization__name", "account__organization__key")
    date_hierarchy = "at"
    ordering = ("-pk",)

    @admin.display(description=_("organization"))
    def organization(self, entry: LedgerEntry) -> str:
        """Whose units moved."""
        return entry.account.organization.name

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Services alone append."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: LedgerEntry | None = None) -> bool:
        """What is written stays."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: LedgerEntry | None = None) -> bool:
        """What is written stays."""
        return False


@admin.register(UnitOrder)
class UnitOrderAdmin(admin.ModelAdmin):
    """Orders: those that are paid are confirmed, and their units stand in the ledger at once."""

    list_display = (
        "requested_at",
        "organization",
        "units",
        "amount",
        "purchase_order",
        "provider",
        "status",
        "requested_by",
    )
    list_filter = ("status", "provider")
    list_select_related = ("organization", "requested_by")
    search_fields = ("organization__name", "organization__key", "purchase_order")
    ordering = ("-pk",)
    actions = ("confirm", "cancel")

    @admin.display(description=_("amount"))
    def amount(self, order: UnitOrder) -> str:
        """What is to be paid."""
        return money.written(order.total_minor, order.currency)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """A customer orders; a gift is granted to its account."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: UnitOrder | None = None) -> bool:
        """An order is decided by the actions of the list."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: UnitOrder | None = None) -> bool:
        """What was ordered stays."""
        return False

    @admin.action(description=_("Confirm payment"), permissions=["change"])
    def confirm(self, request: Request, orders: QuerySet[UnitOrder]) -> None:
        """Say that the chosen orders are paid."""
        self._decide(request, orders, services.confirm_order, _("%(organization)s has its %(units)s time units now."))

    @admin.action(description=_("Cancel"), permissions=["change"])
    def cancel(self, request: Request, orders: QuerySet[UnitOrder]) -> None:
        """Take the chosen orders back."""
        self._decide(request, orders, services.cancel_order, _("The order of %(organization)s is cancelled."))

    def _decide(
        self, request: Request, orders: QuerySet[UnitOrder], decide: Callable[..., UnitOrder], words: object
    ) -> None:
        actor: User = request.user
        for order in orders.select_related("organization").order_by("pk"):
            try:
                decide(order=order, actor=actor, at=request.at)
            except Unable as refusal:
                refused.tell(request, refusal, prefix=order.organization)
            else:
                messages.success(
                    request, str(words) % {"organization": apart(order.organization), "units": order.units}
                )


@admin.register(PaymentEvent)
class PaymentEventAdmin(admin.ModelAdmin):
    """What the payment provider told, and what was done about it; those to look into can be filtered."""

    list_display = ("at", "kind", "order", "outcome", "event_id")
    list_filter = ("outcome",)
    list_select_related = ("order__organization",)
    search_fields = ("event_id", "order__organization__name")
    ordering = ("-pk",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """The provider tells."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: PaymentEvent | None = None) -> bool:
        """What was told stays."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: PaymentEvent | None = None) -> bool:
        """What was told stays."""
        return False
