"""Organizations in the administration, with their domains, people and environments."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import notices, services
from accounts.models import Contact, ContactRole, Environment, Organization, OrganizationDomain
from catalog.models import Version
from common.formsets import CheckedFormSet
from common.http import Request


class ContactForm(forms.ModelForm):
    """A contact with its roles as ticks; the service saves it, so that the history knows."""

    roles = forms.MultipleChoiceField(
        label=_("roles"), choices=ContactRole.Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    has_left = forms.BooleanField(label=_("has left"), required=False)

    class Meta:
        model = Contact
        fields = ("user", "home_region")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.fields["user"].disabled = True
            self.initial["roles"] = [held.role for held in self.instance.roles.all()]
            self.initial["has_left"] = self.instance.left_at is not None

    def draft(self) -> services.ContactDraft:
        """What was filled in."""
        return services.ContactDraft(
            home_region=self.cleaned_data["home_region"], roles=frozenset(self.cleaned_data["roles"])
        )


class DomainInline(admin.TabularInline):
    """The domains whose people may ask to join."""

    model = OrganizationDomain
    formset = CheckedFormSet
    extra = 0


class ContactInline(admin.TabularInline):
    """The people of an organization; who leaves keeps its tickets, so nobody is deleted."""

    model = Contact
    formset = CheckedFormSet
    form = ContactForm
    fields = ("user", "home_region", "roles", "has_left")
    autocomplete_fields = ("user",)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        """With all that a row shows."""
        contacts = super().get_queryset(request).select_related("user", "organization", "home_region")
        return contacts.prefetch_related("roles").order_by("left_at", "user__name", "pk")


class EnvironmentInline(admin.TabularInline):
    """Where its products run."""

    model = Environment
    formset = CheckedFormSet
    exclude = ("retired_at",)
    extra = 0
    ordering = ("name",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer versions by product, the newest first, read in one statement."""
        if db_field.name == "version":
            options["queryset"] = Version.objects.select_related("product").order_by("product__name", "-released_on")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    """The customer's company."""

    change_list_template = "admin/accounts/sheetimport/change_list_of.html"
    list_display = ("name", "key", "account_owner", "contact_limit")
    readonly_fields = ("contact_limit",)
    search_fields = ("name", "key", "domains__domain")
    list_select_related = ("account_owner",)
    ordering = ("name",)
    autocomplete_fields = ("account_owner",)
    inlines = (DomainInline, ContactInline, EnvironmentInline)

    def save_formset(self, request: Request, form: Any, formset: Any, change: bool) -> None:  # type: ignore[override]  # noqa: FBT001 - Django's signature, with our request
        """Let the services change people; Django saves the rest."""
        if formset.model is not Contact:
            super().save_formset(request, form, formset, change)
            return
        formset.save(commit=False)
        for row in formset.forms:
            if row.has_changed() and row.cleaned_data.get("user"):
                _keep(request, form.instance, row)


def _keep(request: Request, organization: Organization, row: ContactForm) -> None:
    if row.cleaned_data["has_left"] and row.instance.pk and row.instance.left_at:
        return
    named = {"organization": organization, "user": row.cleaned_data["user"], "draft": row.draft()}
    try:
        contact = services.put_contact(**named, actor=request.user, at=request.at)
    except services.UnableToChangeContact as unable:
        messages.error(request, f"{named['user']}: {notices.refusal(unable)}")
        return
    if row.cleaned_data["has_left"]:
        services.end_contact(contact=contact, actor=request.user, at=request.at)
