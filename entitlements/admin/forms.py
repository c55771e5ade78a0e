"""Forms of the administration: a contract with its lines, checked by the rules that the services check again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from catalog.models import Region
from catalog.rules import Violation
from common.choices import let_choose, let_choose_among
from entitlements import rules, services, wording
from entitlements.admin import prices
from entitlements.models import Contract, Entitlement, License, Package
from entitlements.services.rows import license_facts, line_of, lines_elsewhere, option_of

LONGEST_TERM = 10
"""Years."""


@dataclass(frozen=True)
class Choice:
    """The licenses and additional regions that a contract's form asks for, before they are saved."""

    licenses: tuple[License, ...]
    regions: tuple[Region, ...]

    def deal(self, contract: Contract) -> rules.Deal:
        """The contract as it would be."""
        return rules.Deal(
            starts_on=contract.starts_on,
            ends_on=contract.ends_on,
            sold_in=str(contract.sold_in),
            additional_regions=frozenset(str(region) for region in self.regions),
            licenses=frozenset(row.pk for row in self.licenses),
        )


class LicensesField(forms.ModelMultipleChoiceField):
    """Licenses of one contract, so that their organization need not be named."""

    def label_from_instance(self, obj: License) -> str:
        """The count and the product."""
        return f"{obj.quantity} x {obj.product}"


class ContractForm(forms.ModelForm):
    """A contract; its term is 12 months unless an end is given."""

    class Meta:
        model = Contract
        fields = "__all__"  # noqa: DJ007 - the administration edits all of it
        widgets: ClassVar[dict[str, type[forms.Widget]]] = {"additional_regions": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = Region.objects.order_by("name")
        if self.instance.pk:
            regions = regions.exclude(pk=self.instance.sold_in_id)
        let_choose_among(self, "additional_regions", regions)
        let_choose_among(self, "licenses", License.objects.select_related("organization", "product", "sold_in"))
        if "status" in self.fields:
            begun = (Contract.Status.DRAFT, Contract.Status.ACTIVE)
            let_choose(self, "status", [(each.value, each.label) for each in begun])
        if "ends_on" in self.fields:
            self.fields["ends_on"].required = False
            self.fields["ends_on"].help_text = _("The day after the last. Left empty: 12 months after the start.")

    def clean(self) -> dict[str, Any] | None:
        """Fill the end of the term, and refuse licenses of others or sold elsewhere."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("starts_on") and not cleaned.get("ends_on") and "ends_on" not in self.errors:
            cleaned["ends_on"] = rules.term_end(cleaned["starts_on"], 1)
        organization = cleaned.get("organization") or getattr(self.instance, "organization", None)
        sold_in = cleaned.get("sold_in") or getattr(self.instance, "sold_in", None)
        licenses = tuple(cleaned.get("licenses", ()))
        if organization and sold_in:
            facts = license_facts(licenses)
            found = rules.license_violations(facts, organization=str(organization), sold_in=str(sold_in))
            for words in wording.rules_in_words(found):
                self.add_error("licenses", words)
        is_sound = not {"licenses", "additional_regions"} & set(self.errors)
        self.instance.choice = Choice(licenses, tuple(cleaned["additional_regions"])) if is_sound else None
        return cleaned


class LineForm(forms.ModelForm):
    """A line of a contract. What was sold stays: of an old line only price, discount and licenses change."""

    years = forms.IntegerField(
        label=_("Years"),
        min_value=1,
        max_value=LONGEST_TERM,
        initial=1,
        required=False,
        help_text=_("Whole 12-month terms."),
    )
    licenses = LicensesField(
        label=_("Licenses covered"),
        queryset=License.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all licenses of the contract."),
    )

    price_minor = prices.PriceField(
        label=_("Price"),
        required=False,
        help_text=_("In the currency of the contract. Left empty: what the price list says."),
    )

    class Meta:
        model = Entitlement
        fields = ("package", "starts_on", "is_co_termed", "price_minor", "discount_percent")

    def __init__(self, *args: Any, contract: Contract | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = contract.currency if contract else self.instance.contract.currency
        self.initial["price_minor"] = (
            prices.shown(self.instance.price_minor, self.currency) if self.instance.pk else None
        )
        if contract is not None and contract.pk and "licenses" in self.fields:
            let_choose_among(self, "licenses", contract.licenses.select_related("organization", "product"))
        if self.instance.pk:
            self.initial["years"] = self.instance.ends_on.year - self.instance.starts_on.year
            self.initial["licenses"] = [row.license_id for row in self.instance.covered_licenses.all()]
            for name in ("package", "starts_on", "is_co_termed", "years"):
                if name in self.fields:
                    self.fields[name].disabled = True

    def clean(self) -> dict[str, Any] | None:
        """Turn the price into minor units of the contract's currency."""
        cleaned = super().clean() or self.cleaned_data
        if "price_minor" in cleaned:
            package = cleaned.get("package") or getattr(self.instance, "package", None)
            try:
                cleaned["price_minor"] = self.price(cleaned["price_minor"], package)
            except ValidationError as refusal:
                self.add_error("price_minor", refusal)
        if self.instance.pk and cleaned.get("discount_percent") is not None:
            found = services.discount_violations(self.stored, cleaned["discount_percent"])
            for words in wording.rules_in_words(found):
                self.add_error("discount_percent", words)
        return cleaned

    @property
    def stored(self) -> Entitlement:
        """The line as it is saved, whatever was typed over it."""
        return Entitlement.objects.select_related("bundle", "package").get(pk=self.instance.pk)

    def price(self, typed: Decimal | None, package: Package | None) -> int:
        """The price that was typed, else that of the price list, in minor units.

        Raises:
            ValidationError: if it is no amount of the contract's currency, or the price list has none in it.
        """
        if typed is not None:
            return prices.stored(typed, self.currency)
        if package is None or package.currency == self.currency:
            return package.price_minor if package else 0
        words = _("The price list has no price in %(currency)s. Type one.")
        raise ValidationError(words, params={"currency": self.currency})

    @property
    def draft(self) -> services.LineDraft:
        """The line to add."""
        asked = self.cleaned_data
        return services.LineDraft(
            package=asked["package"],
            starts_on=asked["starts_on"],
            years=asked.get("years") or 1,
            is_co_termed=asked["is_co_termed"],
            licenses=tuple(asked.get("licenses", ())) or None,
            price_minor=asked["price_minor"],
            discount_percent=asked["discount_percent"],
        )


class LineFormSet(BaseInlineFormSet):
    """The lines of a contract, checked together as they would be after saving."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """Let each line know its contract, which is not read again."""
        return {**super().get_form_kwargs(index), "contract": self.instance}

    def clean(self) -> None:
        """Show with each line what is wrong with it, and above them what is wrong with the contract."""
        super().clean()
        choice = getattr(self.instance, "choice", None)
        if choice is None or not self.instance.sold_in_id or any(form.errors for form in self.forms):
            return
        deal = choice.deal(self.instance)
        planned = self.planned(deal)
        lines = [line for _, line in planned]
        for index, (form, line) in enumerate(planned):
            others = lines[:index] + lines[index + 1 :]
            found = self.violations(form, line, others, deal)
            for words in wording.rules_in_words(found):
                form.add_error(None, words)
        refused = rules.region_violations(deal, lines)
        if refused:
            raise ValidationError(wording.rules_in_words(refused))

    @property
    def rows(self) -> list[LineForm]:
        """The forms, one for each line."""
        return [form for form in self.forms if isinstance(form, LineForm)]

    def added(self) -> list[LineForm]:
        """The forms of new lines, those first that others need."""
        fresh = [form for form in self.rows if not form.instance.pk and form.has_changed()]
        return sorted(fresh, key=lambda form: (bool(option_of(form.cleaned_data["package"]).needs), form.prefix))

    def planned(self, deal: rules.Deal) -> list[tuple[LineForm, rules.Line]]:
        """Every line as it would be after saving."""
        planned = [(form, self.kept(form, deal)) for form in self.rows if form.instance.pk]
        for form in self.added():
            draft = form.draft
            named = frozenset(row.pk for row in draft.licenses or ())
            line = rules.planned_line(
                option_of(draft.package),
                starts_on=draft.starts_on,
                years=draft.years,
                is_co_termed=draft.is_co_termed,
                licenses=named or deal.licenses,
                others=[line for _, line in planned],
            )
            planned.append((form, line))
        return planned

    def kept(self, form: LineForm, deal: rules.Deal) -> rules.Line:
        """An old line with the licenses that its form asks for."""
        line = line_of(form.instance)
        if "licenses" not in form.changed_data:
            return line
        named = frozenset(row.pk for row in form.cleaned_data["licenses"])
        return replace(line, licenses=named or deal.licenses)

    def violations(
        self, form: LineForm, line: rules.Line, others: list[rules.Line], deal: rules.Deal
    ) -> list[Violation]:
        """What is wrong with one line; an old one that nobody touched only has to lie within the contract."""
        if form.instance.pk and not form.has_changed():
            return rules.outside_contract(line, deal)
        elsewhere = lines_elsewhere(self.instance, line.licenses)
        return rules.line_violations(line, others, deal) + rules.overlap_violations(line, elsewhere)

    def changed(self) -> Iterator[LineForm]:
        """The forms of old lines that were changed."""
        return (form for form in self.rows if form.instance.pk and form.has_changed())


class EntitlementForm(LineForm):
    """One line by itself, where it can be ended early."""

    class Meta:
        model = Entitlement
        fields = ("terminated_on", "price_minor", "discount_percent")

    def __init__(self, *args: Any, instance: Entitlement, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, contract=instance.contract, **kwargs)
        del self.fields["years"]
        if self.instance.terminated_on is not None:
            self.fields["terminated_on"].disabled = True

    def clean_terminated_on(self) -> Any:
        """Refuse a day on which the line cannot end, in words."""
        on = self.cleaned_data["terminated_on"]
        if on is not None and "terminated_on" in self.changed_data:
            refused = services.termination_violations(self.instance, on)
            if refused:
                raise ValidationError(wording.rules_in_words(refused))
        return on

    def clean_licenses(self) -> Any:
        """Refuse licenses that the line's package covers already."""
        chosen = self.cleaned_data["licenses"]
        if "licenses" in self.changed_data and chosen:
            line = replace(line_of(self.instance), licenses=frozenset(row.pk for row in chosen))
            others = lines_elsewhere(None, line.licenses)
            found = rules.overlap_violations(line, [other for other in others if other.key != line.key])
            if found:
                raise ValidationError(wording.rules_in_words(found))
        return chosen
