"""The catalogue's rules in words, translated where they are shown."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog.models import HolidayProposal, Weekday
from catalog.rules import Violation

SENTENCES = {
    "hours_overlap": gettext_lazy("%(weekday)s: %(second)s begins before %(first)s has ended."),
    "unknown_zone": gettext_lazy(
        "This machine does not know the time zone %(zone)s: give the region another one, or update the zones."
    ),
    "never_opens": gettext_lazy("This region never opens: it has neither weekly hours nor an opening ahead."),
    "no_holidays": gettext_lazy("This region has no holidays: it would be open on every public holiday."),
    "holidays_ended": gettext_lazy("The holiday list ended on %(last)s: public holidays since then count as open."),
    "holidays_end_soon": gettext_lazy("The holiday list ends on %(last)s, in %(days)s days."),
    "hours_skipped": gettext_lazy(
        "On %(on)s the clock skips from %(from)s to %(to)s, where the hours %(hours)s begin or end: that day has fewer."
    ),
}


def sentence(violation: Violation) -> str:
    """What is wrong, in words that an administrator can act on."""
    words = {name: _word(name, value) for name, value in violation.parameters.items()}
    return str(SENTENCES[violation.code]) % words


def _word(name: str, value: str | int | date) -> str:
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(Weekday(int(value)).label) if name == "weekday" else str(value)


def state(proposal: HolidayProposal) -> str:
    """What became of a proposal."""
    if proposal.decided_at is None:
        return _("waiting")
    return _("applied") if proposal.is_applied else _("dismissed")


def waits(proposal: HolidayProposal) -> str:
    """That a proposal waits, and how much it is about."""
    count = len(proposal.difference.entries)
    words = ngettext(
        "Holidays of %(year)s for %(region)s wait to be reviewed: %(count)d day.",
        "Holidays of %(year)s for %(region)s wait to be reviewed: %(count)d days.",
        count,
    )
    return words % {"region": proposal.region, "year": proposal.year, "count": count}


def moved(count: int) -> str:
    """How many promises would be made otherwise after a change of holidays."""
    if not count:
        return _("No open ticket would be owed its first response at another time.")
    words = ngettext(
        "%(count)d open ticket would be owed its first response at another time if it were filed again.",
        "%(count)d open tickets would be owed their first response at another time if they were filed again.",
        count,
    )
    return words % {"count": count}


def decided(proposal: HolidayProposal) -> str:
    """What a decision did."""
    facts = {"region": proposal.region, "year": proposal.year, "version": proposal.region.calendar_version}
    if proposal.is_applied:
        return _("Holidays of %(year)s applied: calendar version %(version)s of %(region)s.") % facts
    return _("Holidays of %(year)s for %(region)s dismissed. The calendar is as it was.") % facts
