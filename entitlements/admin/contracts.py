"""Contracts with their lines: what is typed is checked as a whole, and changed through the services."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.http import Request
from common.refusal import Unable
from entitlements import services, wording
from entitlements.admin import acts, pictures, preview, refused
from entitlements.admin.act_pages import act_page
from entitlements.admin.forms import ContractForm, LineForm, LineFormSet
from entitlements.models import Contract, Entitlement, License, Package, SaleEvent

HISTORY = "events-group"
"""Where a page of a contract tells its history."""


class EntitlementInline(admin.TabularInline):
    """The lines of a contract. Nothing is deleted: a line ends early on its own page."""

    model = Entitlement
    form = LineForm
    formset = LineFormSet
    extra = 0
    can_delete = False
    show_change_link = True
    ordering = ("starts_on", "package__position", "pk")
    readonly_fields = ("ends_on", "terminated_on")
    fields = (
        "package", "starts_on", "years", "is_co_termed", "ends_on", "terminated_on", "licenses", "price_minor",
        "discount_percent",
    )  # fmt: skip
    verbose_name_plural = _(
        "entitlements: Premier options lie within the term of Gold; a line that starts when another of its package ends"
        " continues it"
    )

    def get_fields(self, _request: HttpRequest, obj: Contract | None = None) -> tuple[str, ...]:
        """A line of a new contract covers all of it, and has not ended."""
        later = () if obj else ("ends_on", "terminated_on", "licenses")
        return tuple(name for name in self.fields if name not in later)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose a package without the tools that edit the price list."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "package":
            field.queryset = Package.objects.order_by("position").prefetch_related("needs")
        return field

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Leave out the tools beside the choice of a package."""
        formset = super().get_formset(request, obj, **kwargs)
        widget = formset.form.base_fields["package"].widget
        for tool in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
            setattr(widget, tool, False)
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entitlement]:
        """Lines with what their rows show."""
        rows: QuerySet[Entitlement] = super().get_queryset(request)
        return rows.select_related("package", "continued_by").prefetch_related("package__needs", "covered_licenses")


class SaleEventInline(admin.TabularInline):
    """What happened to the contract."""

    model = SaleEvent
    extra = 0
    can_delete = False
    ordering = ("-pk",)
    fields = readonly_fields = ("at", "what", "actor")
    verbose_name_plural = _("history")

    @admin.display(description=_("what"))
    def what(self, event: SaleEvent) -> str:
        """What happened, in words."""
        return wording.happened(event.code, event.data)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SaleEvent]:
        """Events with who did them."""
        rows: QuerySet[SaleEvent] = super().get_queryset(request)
        return rows.select_related("actor")

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Services alone append to it."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody rewrites it."""
        return False


@admin.register(Contract)
class ContractAdmin(admin.ModelAdmin):
    """Contracts."""

    form = ContractForm
    change_list_template = "admin/accounts/sheetimport/change_list_of.html"
    list_display = ("number", "organization", "sold", "sold_in", "status", "ends_on")
    list_filter = ("status", "sold_in", "entitlements__package")
    list_select_related = ("organization", "sold_in")
    search_fields = ("number", "organization__name", "organization__key")
    date_hierarchy = "ends_on"
    ordering = ("-starts_on", "number")
    autocomplete_fields = ("organization", "licenses", "partners")
    actions = ("renew",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "number",
                    ("organization", "sold_in"),
                    ("status", "currency"),
                    ("starts_on", "ends_on"),
                    "contact_limit",
                )
            },
        ),
        (
            _("What it covers"),
            {
                "fields": ("licenses", "additional_regions", "partners"),
                "description": _(
                    "A contract covers licenses that its organization bought in the sold-in region."
                    " Additional regions come with Multi-Regional: each team is then supported by its own desk."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        """Contracts with the names of what was sold."""
        rows: QuerySet[Contract] = super().get_queryset(request)
        return rows.prefetch_related("entitlements__package")

    @admin.display(description=_("packages"))
    def sold(self, contract: Contract) -> str:
        """The packages that it ever had, in the order of the price list."""
        packages = {line.package for line in contract.entitlements.all()}
        return ", ".join(row.name for row in sorted(packages, key=lambda row: row.position))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A contract that is entered is usually signed."""
        return {"status": Contract.Status.ACTIVE, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, _request: HttpRequest, obj: Contract | None = None) -> tuple[str, ...]:
        """Whose a contract is and where it was sold stays as it was signed; acts change its status."""
        return ("organization", "sold_in", "status") if obj else ()

    def get_inlines(self, _request: HttpRequest, obj: Contract | None) -> list[Any]:
        """A new contract has no history yet."""
        return [EntitlementInline, SaleEventInline] if obj else [EntitlementInline]

    def has_delete_permission(self, _request: HttpRequest, _obj: Contract | None = None) -> bool:
        """What was sold stays; a contract is terminated."""
        return False

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show with a contract what its organization is covered by now, or by the edit that is tried."""
        contract = self.get_object(request, object_id)
        page = super().change_view
        if contract is None:
            return page(request, object_id, form_url, extra_context)
        extra = {"acts": acts.offered(contract), **(extra_context or {})}
        return preview.shown(
            request,
            lambda asked, more: page(asked, object_id, form_url, extra | more),
            contract,
            lambda: self.picture(request, contract),
        )

    def history_view(
        self, _request: HttpRequest, object_id: str, _extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to what happened to the contract, which its page tells: Django's log knows forms alone."""
        return redirect(f"{reverse('admin:entitlements_contract_change', args=[object_id])}#{HISTORY}")

    def get_urls(self) -> list[URLPattern]:
        """A page for each act, beside Django's own."""
        view = self.admin_site.admin_view(partial(act_page, self))
        own = path("<int:pk>/acts/<slug:noun>/", view, name="entitlements_contract_act")
        return [own, *super().get_urls()]

    def picture(self, request: Any, contract: Contract) -> pictures.Picture:
        """What the rows of this moment say of the contract's organization."""
        reader = actor_of(request)
        return pictures.picture(contract, site=self.admin_site, reader=reader, at=request.at)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a refusal of a service on the same page."""
        page = super().changeform_view
        return refused.shown(request, lambda: page(request, *args, **kwargs))

    def save_related(
        self,
        request: Any,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Change licenses, regions and lines through the services, then check the contract as a whole."""
        contract, actor, at = form.instance, actor_of(request), request.at
        cleaned = form.cleaned_data
        if not change or "licenses" in form.changed_data:
            services.set_licenses(contract=contract, licenses=list(cleaned["licenses"]), actor=actor, at=at)
        for formset in formsets:
            save_lines(formset, contract, request)
        contract.additional_regions.set(cleaned["additional_regions"])
        contract.partners.set(cleaned["partners"])
        code = "contract_changed" if change else "contract_signed"
        services.change_contract(contract=contract, actor=actor, at=at, code=code)
        if change and preview.is_asked(request):
            raise preview.Tried(self.picture(request, contract), form, formsets)

    @admin.action(description=_("Renew for 12 months"))
    def renew(self, request: Request, contracts: QuerySet[Contract]) -> None:
        """Continue each line that ends with the contract's last term."""
        for contract in contracts.order_by("number"):
            try:
                lines = services.renew_contract(contract=contract, actor=actor_of(request), at=request.at)
            except Unable as refusal:
                refused.tell(request, refusal, prefix=contract.number)
                continue
            names = ", ".join(line.package.name for line in lines)
            words = _("%(number)s: %(packages)s renewed until %(ends)s.")
            messages.success(request, words % {"number": contract, "packages": names, "ends": lines[0].ends_on})


def actor_of(request: HttpRequest) -> User:
    """The administrator who asks."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the administration lets nobody in who is not logged in")
    return user


def save_lines(formset: Any, contract: Contract, request: Request) -> None:
    """Add and change the lines of a contract as its form asks, and tell the administration's log."""
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    if not isinstance(formset, LineFormSet):
        return
    actor, at = actor_of(request), request.at
    for form in formset.added():
        line = services.add_entitlement(contract=contract, line=form.draft, actor=actor, at=at)
        formset.new_objects.append(line)
    for form in formset.changed():
        save_line(form, request)
        formset.changed_objects.append((form.instance, form.changed_data))


def save_line(form: LineForm, request: Request) -> None:
    """Change price, discount and licenses of a line."""
    line, actor, at = form.instance, actor_of(request), request.at
    if {"price_minor", "discount_percent"} & set(form.changed_data):
        price, discount = form.cleaned_data["price_minor"], form.cleaned_data["discount_percent"]
        services.price_entitlement(entitlement=line, price_minor=price, discount_percent=discount, actor=actor, at=at)
    if "licenses" in form.changed_data:
        chosen = list(form.cleaned_data["licenses"]) or list(License.objects.filter(contracts=line.contract))
        services.set_covered_licenses(entitlement=line, licenses=chosen, actor=actor, at=at)
