"""Proposed holidays: read as a table of days, then applied or dismissed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import services, wording
from catalog.forms import SeenForm
from catalog.models import HolidayProposal
from common.http import Request


@dataclass(frozen=True)
class Line:
    """One day of a proposal; `was` is the name that a renamed day has today."""

    on: date
    name: str
    kind: str
    was: str = ""


class StateFilter(admin.SimpleListFilter):
    """Whether somebody decided."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, _request: HttpRequest, _admin: object) -> list[tuple[str, Any]]:
        return [("waiting", gettext_lazy("waiting")), ("decided", gettext_lazy("decided"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[HolidayProposal]) -> QuerySet[HolidayProposal]:
        if self.value() == "waiting":
            return queryset.filter(decided_at=None)
        return queryset.exclude(decided_at=None) if self.value() == "decided" else queryset


@admin.register(HolidayProposal)
class HolidayProposalAdmin(admin.ModelAdmin):
    """What the published holidays would change, region by region; those that wait lead."""

    list_display = ("__str__", "state", "days", "proposed_at", "decided_at")
    list_filter = (StateFilter, "region")
    list_select_related = ("region",)
    ordering = (F("decided_at").desc(nulls_first=True), "region__name", "year")
    actions = None

    @admin.display(description=gettext_lazy("state"))
    def state(self, proposal: HolidayProposal) -> str:
        """Waiting, applied or dismissed."""
        return wording.state(proposal)

    @admin.display(description=gettext_lazy("days"))
    def days(self, proposal: HolidayProposal) -> int:
        """How many days it is about."""
        return len(proposal.difference.entries)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """The portal proposes."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: HolidayProposal | None = None) -> bool:
        """What was decided stays."""
        return False

    def announce(self, request: Any) -> None:
        """Say what waits, on the first page of those who may decide it."""
        if self.has_change_permission(request):
            waiting = HolidayProposal.objects.waiting().select_related("region")
            tell_of_proposals(request, waiting.order_by("region__name", "year"))

    def get_urls(self) -> list[URLPattern]:
        """The two decisions, beside Django's own pages."""
        decisions = {"application": self.application, "dismissal": self.dismissal}
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"catalog_holidayproposal_{name}")
            for name, view in decisions.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(self, request: Any, object_id: str, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """The proposal as a table of days, with the way to each decision for those who may decide."""
        proposal = self._found(request, unquote(object_id))
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied
        return self._page(request, proposal, "page", lines(proposal, _chosen(proposal, proposal.removed)))

    def application(self, request: Request, pk: int) -> HttpResponse:
        """Ask once more, then apply."""
        return self._decision(request, pk, "application")

    def dismissal(self, request: Request, pk: int) -> HttpResponse:
        """Ask once more, then dismiss."""
        return self._decision(request, pk, "dismissal")

    def _decision(self, request: Request, pk: int, name: str) -> HttpResponse:
        proposal = self._found(request, str(pk))
        if not self.has_change_permission(request, proposal):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request, proposal, name)
        if proposal.decided_at is not None:
            return _refused(request)
        removing = _chosen(proposal, request.GET.getlist("remove")) if name == "application" else set()
        return self._page(request, proposal, name, lines(proposal, removing))

    def _decide(self, request: Request, proposal: HolidayProposal, name: str) -> HttpResponse:
        form = SeenForm(request.POST)
        if not form.is_valid():
            return _refused(request)
        facts: dict[str, Any] = {
            "seen_at": form.cleaned_data["seen_at"],
            "decided_by": request.user.pk,
            "at": request.at,
        }
        try:
            if name == "application":
                removing = _chosen(proposal, request.POST.getlist("remove"))
                services.apply_proposal(proposal=proposal, removing=removing, **facts)
            else:
                services.dismiss_proposal(proposal=proposal, **facts)
        except services.UnableToDecide:
            return _refused(request)
        said = wording.decided(proposal)
        self.log_change(request, proposal, said)
        messages.success(request, said)
        return HttpResponseRedirect(reverse("admin:catalog_holidayproposal_change", args=[proposal.pk]))

    def _found(self, request: Request, key: str) -> HolidayProposal:
        proposal: HolidayProposal | None = self.get_object(request, key)
        if proposal is None:
            raise Http404
        return proposal

    def _page(self, request: Request, proposal: HolidayProposal, name: str, lines: list[Line]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": proposal,
            "opts": self.opts,
            "proposal": proposal,
            "lines": lines,
            "state": wording.state(proposal),
            "moved": self._moved(proposal, lines),
            "decided_by": _person(proposal),
            "may_decide": proposal.decided_at is None and self.has_change_permission(request, proposal),
        }
        return TemplateResponse(request, f"admin/catalog/holidayproposal/{name}.html", context)

    def _moved(self, proposal: HolidayProposal, lines: list[Line]) -> str:
        """How many promises the lines would move; the site that knows tickets counts them."""
        count = getattr(self.admin_site, "first_responses_moved", None)
        if count is None or proposal.decided_at is not None:
            return ""
        days = {kind: {line.on for line in lines if line.kind == kind} for kind in ("added", "removed")}
        return wording.moved(count(region=proposal.region, closed=days["added"], opened=days["removed"]))


def lines(proposal: HolidayProposal, removing: set[date]) -> list[Line]:
    """The days of a proposal in order; `removing` are those of the region's own that go with it."""
    is_waiting = proposal.decided_at is None
    ours = dict(proposal.region.holidays.filter(on__year=proposal.year).values_list("on", "name")) if is_waiting else {}
    found = [
        Line(
            on=day,
            name=name,
            kind="removed" if kind == "only_here" and day in removing else kind,
            was=ours.get(day, "") if kind == "renamed" else "",
        )
        for kind, day, name in proposal.difference.entries
    ]
    return sorted(found, key=lambda line: (line.on, line.name))


def tell_of_proposals(request: HttpRequest, proposals: Iterable[HolidayProposal]) -> None:
    """Say on the page to come that proposals wait, with the way to each."""
    for proposal in proposals:
        url = reverse("admin:catalog_holidayproposal_change", args=[proposal.pk])
        messages.info(request, format_html('<a href="{}">{}</a>', url, wording.waits(proposal)))


def _chosen(proposal: HolidayProposal, days: Collection[str]) -> set[date]:
    """Those of the region's own days that were ticked."""
    return {day for day in proposal.difference.only_here if day.isoformat() in days}


def _refused(request: Request) -> HttpResponse:
    messages.error(request, _("The proposal has changed or was decided since you read it. Nothing was changed."))
    return HttpResponseRedirect(reverse("admin:catalog_holidayproposal_changelist"))


def _person(proposal: HolidayProposal) -> str:
    found = get_user_model().objects.filter(pk=proposal.decided_by).first() if proposal.decided_by else None
    return str(found or "")
