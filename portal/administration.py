"""The administration's first page: sections in the order in which a vendor sets itself up, named by what is in them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization, User
from catalog.models import Region
from portal.sheets import SHEETS
from tickets import services as tickets

SECTIONS = (
    "entitlements",
    "catalog",
    "accounts",
    "tickets",
    "knowledgebase",
    "community",
    "downloads",
    "oncall",
    "outbox",
    "uploads",
)
"""Apps in the order of the page; those that are not named come last."""
PART_OF = {"auth": "accounts", "mfa": "accounts"}
"""Apps whose rows are shown in the section of another."""


class Administration(AdminSite):
    """Django's administration with its sections in order."""

    index_title = _("Overview")

    sheets = SHEETS
    """The kinds of spreadsheets that are imported and exported, told to the administration that knows none."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Let the administration's pages style their elements: the search fields of Django's own script do."""
        return csp_update({"style-src": UNSAFE_INLINE})(super().admin_view(view, cacheable))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The first page, with what waits for a decision of the reader: a model's administration `announce`s it."""
        for administration in self._registry.values():
            if hasattr(administration, "announce"):
                administration.announce(request)
        return super().index(request, extra_context)

    def first_responses_moved(self, *, region: Region, closed: Collection[date], opened: Collection[date]) -> int:
        """What a change of holidays would do to open tickets, told to administrations that may not know tickets."""
        return tickets.first_responses_moved(region=region, closed=closed, opened=opened)

    def first_responses_owed(
        self, *, organization: Organization, reader: User, at: datetime
    ) -> list[tickets.OwedResponse]:
        """What open tickets of an organization wait for, told to the administration of what is sold."""
        return tickets.first_responses_owed(organization=organization, reader=reader, at=at)

    def windows_ahead(self, *, organization: Organization, reader: User, at: datetime) -> list[tickets.BookedWindow]:
        """The booked windows of an organization, told to the administration of what is sold."""
        return tickets.windows_ahead(organization=organization, reader=reader, at=at)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The sections that `request` may see; one alone when `app_label` names it."""
        found: list[dict[str, Any]] = super().get_app_list(request, app_label)
        if app_label is not None:
            return found
        sections = {app["app_label"]: app for app in found}
        for part, whole in PART_OF.items():
            if part in sections and whole in sections:
                sections[whole]["models"] += sections.pop(part)["models"]
        return sorted(sections.values(), key=lambda app: _position(app["app_label"]))


def _position(label: str) -> tuple[int, str]:
    return (SECTIONS.index(label) if label in SECTIONS else len(SECTIONS), label)
