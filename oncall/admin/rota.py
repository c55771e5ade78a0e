"""Rotations with their layers, and what changed them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog import rules
from catalog.fields import MinuteField
from catalog.models import Weekday
from common.formsets import CheckedFormSet
from oncall import services
from oncall.admin.records import RecordAdmin
from oncall.models import (
    Layer,
    Override,
    Reservation,
    Rotation,
    RotationMember,
    Swap,
)


class WeekdaysField(forms.MultipleChoiceField):
    """Weekdays to tick, kept as their digits in order: "01234" is Monday to Friday."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=Weekday.choices, widget=forms.CheckboxSelectMultiple, **options)

    def prepare_value(self, value: Any) -> Any:
        """Tick the days that are kept."""
        return list(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """Keep what is ticked."""
        return "".join(sorted(super().clean(value)))


HERE = _("On the clock of the desk's region.")


class LayerForm(forms.ModelForm):
    """A layer with its weekdays to tick."""

    weekdays = WeekdaysField(label=_("Weekdays"), initial="0123456")
    handover_minute = MinuteField(label=_("Hand-over"), may_end_the_day=False, initial=9 * 60, help_text=HERE)
    from_minute = MinuteField(label=_("From"), may_end_the_day=False, initial=0, help_text=HERE)
    to_minute = MinuteField(
        label=_("To"),
        may_end_the_day=True,
        initial=rules.DAY,
        help_text=_("At or before its start it runs into the next day."),
    )

    class Meta:
        model = Layer
        fields = ("name", "position", "starts_on", "days", "handover_minute", "weekdays", "from_minute", "to_minute")


class LayerInline(admin.StackedInline):
    """The layers of a rotation, the highest first; the members of each are edited on a page of its own."""

    model = Layer
    form = LayerForm
    formset = CheckedFormSet
    extra = 0
    ordering = ("-position",)
    show_change_link = True


class RotationMemberInline(admin.TabularInline):
    """The agents of a layer in their order."""

    model = RotationMember
    formset = CheckedFormSet
    extra = 0
    ordering = ("position",)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer agents by the names of their users, read in one statement."""
        if db_field.name == "agent":
            options["queryset"] = Agent.objects.current().select_related("user").order_by("user__name")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Rotation)
class RotationAdmin(admin.ModelAdmin):
    """A desk's rotation with its layers."""

    list_display = ("desk", "tier")
    list_select_related = ("desk",)
    ordering = ("desk__name", "tier")
    inlines = (LayerInline,)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the layers, and tell whose turn it may be now."""
        super().save_related(request, form, formsets, change)
        if any(formset.has_changed() for formset in formsets):
            services.layers_changed(rotation=form.instance, actor=request.user, at=request.at)


@admin.register(Layer)
class LayerAdmin(admin.ModelAdmin):
    """A layer with its members."""

    form = LayerForm
    fields = ("rotation", *LayerForm.Meta.fields)
    list_display = ("rotation", "name", "position", "starts_on", "days")
    list_select_related = ("rotation__desk",)
    ordering = ("rotation__desk__name", "rotation__tier", "-position")
    inlines = (RotationMemberInline,)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        """Save the members, and tell whose turn it may be now."""
        super().save_related(request, form, formsets, change)
        services.layers_changed(rotation=form.instance.rotation, actor=request.user, at=request.at)

    def delete_model(self, request: Any, obj: Layer) -> None:
        """Delete the layer, and tell that its turns are gone."""
        super().delete_model(request, obj)
        services.layers_changed(rotation=obj.rotation, actor=request.user, at=request.at)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Offer rotations by their desks, read in one statement."""
        if db_field.name == "rotation":
            options["queryset"] = Rotation.objects.select_related("desk").order_by("desk__name", "tier")
        return super().formfield_for_foreignkey(db_field, request, **options)


@admin.register(Override)
class OverrideAdmin(RecordAdmin):
    """Who took whose place by decision; made and taken back on the page of the rotation."""

    list_display = ("agent", "rotation", "starts_at", "ends_at", "made_by", "reason", "ended_at")
    list_filter = ("rotation__desk",)
    list_select_related = ("agent__user", "rotation__desk", "made_by__user")


@admin.register(Swap)
class SwapAdmin(RecordAdmin):
    """Who asked whom to take a shift, and the answer."""

    list_display = ("asked_by", "asked_of", "rotation", "starts_at", "ends_at", "is_agreed", "withdrawn_at")
    list_filter = ("rotation__desk", "is_agreed")
    list_select_related = ("asked_by__user", "asked_of__user", "rotation__desk")


@admin.register(Reservation)
class ReservationAdmin(RecordAdmin):
    """Whose time is kept for what."""

    list_display = ("agent", "title", "starts_at", "ends_at", "released_at")
    list_filter = (("released_at", admin.EmptyFieldListFilter),)
    list_select_related = ("agent__user",)
    search_fields = ("title", "key")
