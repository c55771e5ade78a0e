"""Decisions in words: their reasons, and what would make a ticket covered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import template
from django.utils import timezone

from entitlements import coverage
from entitlements.portfolio import change_in_words, sentence

register = template.Library()

COVERING = frozenset(
    {
        coverage.Code.BUSINESS_HOURS,
        coverage.Code.AFTER_HOURS_SUBSCRIPTION,
        coverage.Code.SCHEDULED_WINDOW,
        coverage.Code.PREPAID_INCIDENT,
    }
)


@dataclass(frozen=True)
class Shown:
    """A reason as the component `reasons` shows it: `met` says whether it speaks for cover."""

    text: str
    met: bool


@dataclass(frozen=True)
class Way:
    """A change that would make it covered, as the component `ways` shows it."""

    label: str


@register.simple_tag
def reasons_of(decision: coverage.Decision, names: Mapping[str, str], audience: str = "customer") -> list[Shown]:
    """The reasons of `decision` in words, for "customer" or "agent", in order; `names` spells the codes."""
    zone = timezone.get_current_timezone()
    return [
        Shown(sentence(reason, audience=audience, zone=zone, names=names), reason.code in COVERING)
        for reason in decision.reasons
    ]


@register.simple_tag
def ways_of(decision: coverage.Decision, names: Mapping[str, str]) -> list[Way]:
    """What would make it covered, the smallest changes first."""
    zone = timezone.get_current_timezone()
    return [Way(change_in_words(change, zone=zone, names=names)) for change in decision.would_cover]
