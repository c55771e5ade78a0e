"""Single lines: ending one early, and renewing one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.http import Request
from common.refusal import Unable
from entitlements import services, wording
from entitlements.admin import pictures, preview, refused
from entitlements.admin.contracts import HISTORY, actor_of, save_line
from entitlements.admin.forms import EntitlementForm
from entitlements.models import Contract, Entitlement


@admin.register(Entitlement)
class EntitlementAdmin(admin.ModelAdmin):
    """Lines of contracts. They are added on the contract, never deleted, and terminated as of a day."""

    form = EntitlementForm
    list_display = ("package", "organization", "contract", "starts_on", "ends_on", "terminated_on", "is_co_termed")
    list_display_links = ("package",)
    list_filter = ("package", "contract__sold_in", "contract__status")
    list_select_related = ("package", "contract__organization")
    search_fields = ("contract__number", "contract__organization__name", "contract__organization__key")
    date_hierarchy = "ends_on"
    ordering = ("ends_on", "contract__number", "package__position")
    actions = ("renew",)
    readonly_fields = ("contract", "package", "first_starts_on", "starts_on", "ends_on", "is_co_termed", "continues")
    fieldsets = (
        (None, {"fields": ("contract", "package", ("starts_on", "ends_on"), ("first_starts_on", "continues"))}),
        (
            _("End early"),
            {
                "fields": ("terminated_on",),
                "description": _(
                    "The line ends at the start of this day in the sold-in region. Its first day undoes it whole:"
                    " that is how a mistake is put right. It cannot be taken back; add a new line instead."
                ),
            },
        ),
        (_("Price and licenses"), {"fields": (("price_minor", "discount_percent"), "licenses")}),
    )

    @admin.display(description=_("organization"), ordering="contract__organization__name")
    def organization(self, line: Entitlement) -> str:
        """Whose line it is."""
        return str(line.contract.organization)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Lines are added on their contract, where the rules are seen together."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Entitlement | None = None) -> bool:
        """What a ticket may have relied on stays."""
        return False

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show with a line what its organization is covered by now, or by the change that is tried."""
        line, page = self.get_object(request, object_id), super().change_view
        if line is None:
            return page(request, object_id, form_url, extra_context)
        return preview.shown(
            request,
            lambda asked, more: page(asked, object_id, form_url, {"acts": [], **(extra_context or {}), **more}),
            line.contract,
            lambda: self.picture(request, line.contract),
        )

    def history_view(
        self, _request: HttpRequest, object_id: str, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to what happened to the line's contract."""
        line = get_object_or_404(Entitlement, pk=object_id)
        return redirect(f"{reverse('admin:entitlements_contract_change', args=[line.contract_id])}#{HISTORY}")

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a refusal of a service on the same page."""
        page = super().changeform_view
        return refused.shown(request, lambda: page(request, *args, **kwargs))

    def save_model(
        self,
        request: Any,
        obj: Entitlement,
        form: Any,
        _change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Price it, choose its licenses and end it through the services."""
        stored = Entitlement.objects.select_related("contract", "package").get(pk=obj.pk)
        form.instance = stored
        save_line(form, request)
        if "terminated_on" in form.changed_data:
            on = form.cleaned_data["terminated_on"]
            newest = stored.contract.events.order_by("-pk").values_list("pk", flat=True).first() or 0
            services.terminate(entitlement=stored, on=on, actor=actor_of(request), at=request.at)
            if preview.is_asked(request):
                return
            for event in stored.contract.events.filter(pk__gt=newest, code="bundle_broken").order_by("pk"):
                messages.warning(request, wording.happened(event.code, event.data))

    def save_related(self, request: Any, form: Any, formsets: Any, _change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Everything was saved with the line; a preview takes it back."""
        if preview.is_asked(request):
            raise preview.Tried(self.picture(request, form.instance.contract), form, formsets)

    def picture(self, request: Any, contract: Contract) -> pictures.Picture:
        """What the rows of this moment say of the contract's organization."""
        return pictures.picture(contract, site=self.admin_site, reader=actor_of(request), at=request.at)

    @admin.action(description=_("Renew for 12 months"))
    def renew(self, request: Request, lines: QuerySet[Entitlement]) -> None:
        """Continue each line, those first that others need."""
        rows = lines.select_related("contract", "package", "continued_by").prefetch_related("package__needs")
        for line in rows.order_by("package__position", "pk"):
            try:
                renewal = services.renew(entitlement=line, actor=actor_of(request), at=request.at)
            except Unable as refusal:
                refused.tell(request, refusal, prefix=line.contract.number)
                continue
            words = _("%(number)s: %(package)s renewed until %(ends)s.")
            facts = {"number": line.contract, "package": line.package, "ends": renewal.ends_on}
            messages.success(request, words % facts)
