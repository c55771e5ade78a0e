"""Webhooks, fire drills, and what was sent to reach agents."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import URLField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.fields import MinuteField
from catalog.rules import clock
from common.http import Request
from common.outbound import UnableToReach, checked
from oncall import services
from oncall.admin.records import RecordAdmin
from oncall.models import Delivery, DeliveryTry, Device, DrillPlan, Webhook


class WebhookForm(forms.ModelForm):
    """An address that may be reached."""

    class Meta:
        model = Webhook
        fields = ("agent", "desk", "url")
        field_classes = {"url": forms.CharField}

    def clean_url(self) -> str:
        """Refuse what would be refused at the first page."""
        url = str(self.cleaned_data["url"])
        try:
            checked(url)
        except UnableToReach:
            raise forms.ValidationError(_("Name an address that begins with https://.")) from None
        return url


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    """Webhooks: made, ended, and never changed; the secret is shown once, when one is made."""

    form = WebhookForm
    formfield_overrides = {URLField: {"form_class": forms.CharField}}
    list_display = ("url", "agent", "desk", "made_at", "ended_at")
    list_filter = (("ended_at", admin.EmptyFieldListFilter),)
    list_select_related = ("agent__user", "desk")
    ordering = ("-id",)
    actions = ("end",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer agents by the names of their users, read in one statement."""
        if db_field.name == "agent":
            options["queryset"] = Agent.objects.current().select_related("user").order_by("user__name")
        return super().formfield_for_foreignkey(db_field, request, **options)

    def save_model(self, request: Any, obj: Webhook, _form: Any, _change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Give a new one its secret and show it this once."""
        words = _("Copy the secret now, it is shown this once: %(secret)s")
        secret = services.make_webhook(webhook=obj, at=request.at)
        self.message_user(request, words % {"secret": secret}, messages.WARNING)

    @admin.action(description=_("Tell it no more"), permissions=["add"])
    def end(self, request: Request, queryset: Any) -> None:
        """End the chosen webhooks; what they were told stays written down."""
        count = services.end_webhooks(webhooks=queryset, at=request.at)
        self.message_user(request, _("Ended: %(count)d.") % {"count": count}, messages.INFO)

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False


class DrillPlanForm(forms.ModelForm):
    """A fire drill with the time of its day."""

    minute = MinuteField(
        label=_("Time"), may_end_the_day=False, initial=10 * 60, help_text=_("On the clock of the desk's region.")
    )

    class Meta:
        model = DrillPlan
        fields = ("desk", "weekday", "minute")


@admin.register(DrillPlan)
class DrillPlanAdmin(admin.ModelAdmin):
    """When each desk has its fire drill."""

    form = DrillPlanForm
    list_display = ("desk", "weekday", "time")
    list_select_related = ("desk",)
    ordering = ("desk__name",)

    @admin.display(description=_("time"), ordering="minute")
    def time(self, plan: DrillPlan) -> str:
        """When on its day, on the clock of the region."""
        return clock(plan.minute)


@admin.register(Device)
class DeviceAdmin(RecordAdmin):
    """The devices of agents; where they are reached is not shown."""

    fields = ("agent", "name", "added_at", "ended_at", "ending")
    list_display = ("name", "agent", "added_at", "ended_at", "ending")
    list_filter = ("ending",)
    list_select_related = ("agent__user",)


class TryInline(admin.TabularInline):
    """The tries of a delivery."""

    model = DeliveryTry
    fields = ("at", "is_accepted", "code", "words", "provider_id")
    ordering = ("id",)

    def has_add_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(RecordAdmin):
    """What was sent to reach agents, with its tries; addresses are masked."""

    fields = ("agent", "channel", "place", "due_at", "result", "ended_at", "answered_at")
    readonly_fields = ("place",)
    list_display = ("channel", "place", "agent", "due_at", "result", "answered_at")
    list_filter = ("channel", "result")
    list_select_related = ("agent__user", "device", "webhook")
    inlines = (TryInline,)
