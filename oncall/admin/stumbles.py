"""Due rows that broke their sweep, and having them tried again once what broke them is mended."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.http import Request
from oncall import services
from oncall.admin.records import RecordAdmin
from oncall.models import Stumble


@admin.register(Stumble)
class StumbleAdmin(RecordAdmin):
    """A list to read, with what each row broke by."""

    list_display = ("what", "kind", "tries", "due_at", "set_aside_at", "reason")
    list_filter = (("set_aside_at", admin.EmptyFieldListFilter), "kind")
    actions = ("let_go_on",)

    @admin.action(description=_("Try again now"), permissions=["let_go_on"])
    def let_go_on(self, request: Request, queryset: QuerySet[Stumble]) -> None:
        """Let the chosen rows be tried by the next sweep."""
        count = services.let_go_on(stumbles=list(queryset.values_list("pk", flat=True)), at=request.at)
        text = ngettext("%(count)d row is tried again.", "%(count)d rows are tried again.", count)
        self.message_user(request, text % {"count": count}, messages.INFO)

    def has_let_go_on_permission(self, request: HttpRequest) -> bool:
        """Whoever may change them elsewhere may have them tried again."""
        return request.user.has_perm("oncall.change_stumble")
