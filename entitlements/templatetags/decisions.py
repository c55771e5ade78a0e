"""Decisions in words: their reasons, and what would make a ticket covered."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common import money
from entitlements import coverage
from entitlements.forms import SEVERITIES
from entitlements.models import Package
from entitlements.portfolio import change_in_words, sentence

register = template.Library()


@dataclass(frozen=True)
class Shown:
    """A reason as the component `reasons` shows it: `met` says whether it speaks for cover."""

    text: str
    met: bool


@dataclass(frozen=True)
class Way:
    """A change that would make it covered, as the component `ways` shows it; `url` leads on, where there is a way."""

    label: str
    url: str = ""


@register.simple_tag
def reasons_of(decision: coverage.Decision, names: Mapping[str, str], audience: str = "customer") -> list[Shown]:
    """The reasons of `decision` in words, for "customer" or "agent", in order; `names` spells the codes."""
    zone = timezone.get_current_timezone()
    return [
        Shown(sentence(reason, audience=audience, zone=zone, names=names), reason.code in coverage.COVERING)
        for reason in decision.reasons
    ]


@dataclass(frozen=True)
class Answer:
    """An outcome as the component `state` shows it."""

    word: Promise
    tone: str


OUTCOMES = {
    coverage.Outcome.COVERED_NOW: Answer(_("Covered now"), "success"),
    coverage.Outcome.COVERED_LATER: Answer(_("Covered later"), "info"),
    coverage.Outcome.PAYMENT_REQUIRED: Answer(_("Payment required"), "warning"),
    coverage.Outcome.NOT_COVERED: Answer(_("Not covered"), "danger"),
}


@register.simple_tag
def outcome_of(decision: coverage.Decision) -> Answer:
    """The answer of `decision` in a word, with its tone."""
    return OUTCOMES[decision.outcome]


@register.filter
def called(names: Mapping[str, str], code: str) -> str:
    """What a package or region is called; its code where nobody named it."""
    return names.get(code, code)


@register.simple_tag
def ways_of(
    decision: coverage.Decision, names: Mapping[str, str], trials: Mapping[str, str] = MappingProxyType({})
) -> list[Way]:
    """What would make it covered, the smallest changes first; `trials` are addresses that try a package out, by key."""
    zone = timezone.get_current_timezone()
    return [
        Way(change_in_words(change, zone=zone, names=names), trials.get(_key(change), ""))
        for change in decision.would_cover
    ]


def _key(change: coverage.Change) -> str:
    """The offer that a change is about."""
    if change.change != "add_package":
        return ""
    return f"{change.package}:{change.region}" if change.region else str(change.package)


@register.filter
def covered_time(seconds: float) -> str:
    """A length of covered time as people say it: 5400 seconds are "1 h 30 min"."""
    hours, minutes = divmod(round(abs(seconds) / 60), 60)
    words = [gettext("%d h") % hours] * bool(hours) + [gettext("%d min") % minutes] * bool(minutes)
    return " ".join(words) or gettext("no time")


@register.filter
def minutes_of_cover(minutes: int) -> str:
    """The same of whole minutes, as targets are written."""
    return covered_time(minutes * 60)


@register.filter
def severity_word(severity: int) -> Promise:
    """What a severity is called."""
    return SEVERITIES[severity]


@register.filter
def list_price(package: Package) -> str:
    """What a year of the package costs, or one of its time units; nothing where the price list has no price."""
    if not package.price_minor:
        return ""
    whole = money.amount(package.price_minor, package.currency)
    price = f"{package.currency} {number_format(whole, 0, force_grouping=True)}"
    is_term = package.sold_as == Package.SoldAs.TERM
    return (gettext("%(price)s a year") if is_term else gettext("%(price)s a time unit")) % {"price": price}
