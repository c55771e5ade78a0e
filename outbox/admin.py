"""The outbox as administrators see it: to read and to try again, never to write."""

from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.http import Request
from outbox import services
from outbox.models import OutboundMessage

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

STATES: dict[str, "StrOrPromise"] = {
    "undelivered": _("undelivered"),
    "dead": _("given up"),
    "sent": _("sent"),
    "dropped": _("dropped"),
}
"""Methods of the queryset, and what administrators call what they select."""


class StateFilter(admin.SimpleListFilter):
    """How far a message is."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _admin: object) -> list[tuple[str, "StrOrPromise"]]:
        return list(STATES.items())

    def queryset(self, _request: HttpRequest, queryset: QuerySet[OutboundMessage]) -> QuerySet[OutboundMessage]:
        state = self.value()
        return getattr(queryset, state)() if state in STATES else queryset


@admin.register(OutboundMessage)
class OutboundMessageAdmin(admin.ModelAdmin):
    """A list to read. What a message says is not shown: it may be for one reader only."""

    list_display = ("__str__", "due_at", "attempts", "sent_at", "dead_at", "dropped_at")
    list_filter = (StateFilter, "kind", "name")
    search_fields = ("recipient", "dedupe_key")
    ordering = ("-id",)
    exclude = ("payload", "lease")
    actions = ("retry",)

    @admin.action(description=_("Try again now"), permissions=["retry"])
    def retry(self, request: Request, queryset: QuerySet[OutboundMessage]) -> None:
        """Make the chosen messages due; what was sent or dropped stays as it is."""
        count = services.retry(messages=list(queryset.values_list("pk", flat=True)), at=request.at)
        text = ngettext("%(count)d message is tried again.", "%(count)d messages are tried again.", count)
        self.message_user(request, text % {"count": count}, messages.INFO if count else messages.WARNING)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Whoever may change messages elsewhere may have them tried again."""
        return request.user.has_perm("outbox.change_outboundmessage")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _message: OutboundMessage | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _message: OutboundMessage | None = None) -> bool:
        return False
