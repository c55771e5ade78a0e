"""`{% coverage_strip strip %}` draws a `common.strip.Strip`."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.strip import Kind, Strip, StripDay, StripSegment

register = template.Library()

WORDS: dict[Kind, Promise] = {
    Kind.BUSINESS: _("Business hours"),
    Kind.AFTER_HOURS: _("After hours"),
    Kind.BOOKED: _("Booked window"),
    Kind.EMERGENCY: _("Emergency, per incident"),
}


@register.inclusion_tag("components/strip.html")
def coverage_strip(strip: Strip, *, inline: bool = False, legend: bool = True) -> dict[str, Any]:
    """Draw the strip: 56 high, or 28 when `inline`; `legend` off where a neighbour explains the patterns."""
    return {
        "strip": strip,
        "inline": inline,
        "legend": [(kind, WORDS[kind]) for kind in strip.kinds] if legend else [],
        "current": strip.current,
        "has_now": any(day.now is not None for day in strip.days),
    }


@register.filter
def kind_word(segment: StripSegment) -> Promise:
    """What a stretch is, in words."""
    return WORDS[segment.kind]


@register.filter
def clock_shift(day: StripDay) -> str:
    """How far the clock moves on the day, as `+1 h`, `-1 h` or `+30 min`."""
    sign = "+" if day.clock_change > 0 else "\N{MINUS SIGN}"
    hours, minutes = divmod(abs(day.clock_change), 60)
    return f"{sign}{minutes} min" if minutes else f"{sign}{hours} h"
