"""Refunds that wait for an administrator, and what organizations were told of their units."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common.http import Request
from common.refusal import Unable
from entitlements import services
from entitlements.admin import refused
from entitlements.models import Refund


class StateFilter(admin.SimpleListFilter):
    """Where a refund stands."""

    title = _("state")
    parameter_name = "state"
    asked: ClassVar = {
        "waiting": (_("waits for a decision"), Q(decided_at=None)),
        "approved": (_("approved"), Q(lot__isnull=False)),
        "declined": (_("declined"), Q(decided_at__isnull=False, lot=None)),
    }

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, Any]]:
        """The states, in the words of the list."""
        return [(name, words) for name, (words, _which) in self.asked.items()]

    def queryset(self, _request: HttpRequest, refunds: QuerySet[Refund]) -> QuerySet[Refund]:
        """Those in the chosen state."""
        chosen = self.asked.get(self.value() or "")
        return refunds.filter(chosen[1]) if chosen else refunds


@admin.register(Refund)
class RefundAdmin(admin.ModelAdmin):
    """Refunds: proposed by agents, decided here by somebody else. Approved ones stand in the ledger at once."""

    list_display = ("proposed_at", "incident", "organization", "units", "reason", "proposed_by", "state")
    list_filter = (StateFilter,)
    list_select_related = ("hold__account__organization", "proposed_by", "decided_by")
    search_fields = ("hold__subject", "hold__account__organization__name", "reason")
    ordering = ("-pk",)
    actions = ("approve", "decline")

    @admin.display(description=_("incident"))
    def incident(self, refund: Refund) -> str:
        """The ticket whose units go back."""
        return refund.hold.subject

    @admin.display(description=_("organization"))
    def organization(self, refund: Refund) -> str:
        """Whose units."""
        return refund.hold.account.organization.name

    @admin.display(description=_("units"))
    def units(self, refund: Refund) -> int:
        """How many it used."""
        return refund.hold.used

    @admin.display(description=_("state"))
    def state(self, refund: Refund) -> str:
        """Whether it waits, and who decided."""
        if refund.decided_at is None:
            return str(_("waits for a decision"))
        words = _("approved by %(by)s") if refund.is_approved else _("declined by %(by)s")
        return str(words) % {"by": refund.decided_by}

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """An agent proposes on the ticket."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Refund | None = None) -> bool:
        """A refund is decided by the actions of the list."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, _request: HttpRequest, _obj: Refund | None = None) -> bool:
        """What was proposed stays."""
        return False

    @admin.action(description=_("Approve"), permissions=["change"])
    def approve(self, request: Request, refunds: QuerySet[Refund]) -> None:
        """Give the units of the chosen incidents back."""
        self._decide(request, refunds, services.approve_refund, _("%(units)s time units of %(incident)s went back."))

    @admin.action(description=_("Decline"), permissions=["change"])
    def decline(self, request: Request, refunds: QuerySet[Refund]) -> None:
        """Let the units of the chosen incidents stay used."""
        self._decide(request, refunds, services.decline_refund, _("The refund of %(incident)s is declined."))

    def _decide(
        self, request: Request, refunds: QuerySet[Refund], decide: Callable[..., object], words: object
    ) -> None:
        for refund in refunds.select_related("hold").order_by("pk"):
            try:
                decide(refund=refund, actor=request.user, at=request.at)
            except Unable as refusal:
                refused.tell(request, refusal, prefix=refund.hold.subject)
            else:
                facts = {"incident": refund.hold.subject, "units": refund.hold.used}
                messages.success(request, str(words) % facts)
