"""What refusals, events and closed doors are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from common.refusal import Unable
from downloads import rules
from downloads.models import Release, ReleaseEvent
from downloads.portfolio import Entry
from downloads.rules import Step

REFUSALS: Mapping[str, Promise] = {
    "not_editor": _("Editors publish releases. Ask an administrator for the role."),
    "wrong_state": _("Somebody else was quicker: the release is no longer where it was. Look at it again."),
    "conflict": _("Somebody else wrote this release meanwhile. Look at it in another window before you save."),
    "taken": _("The product has a release of this number."),
    "fixed": _("It is published under its number and for its version; both stay."),
    "no_title": _("Say what the release brings."),
    "no_number": _("A number has a letter or a digit in it."),
    "too_long": _("The notes are too long."),
    "no_files": _("Add a file first: a release without one helps nobody."),
    "in_the_past": _("That is in the past. Leave it empty to publish at once."),
    "no_reason": _("Say why it is withdrawn. Customers read this."),
    "same_name": _("The release has a file named %(reasons)s."),
    "bad_signature": _("A signature in ASCII armour begins with -----BEGIN."),
    "gone": _("%(reasons)s is gone already."),
    "file_unfinished": _("%(reasons)s has not arrived yet."),
    "file_infected": _("The virus scan found something in %(reasons)s. It is not taken."),
    "file_gone": _("%(reasons)s has expired, or it was used already. Choose the file again."),
}
INSTANT = timedelta(microseconds=1)
NOT_GIVEN: Mapping[str, Promise] = {
    "withdrawn": _("This release was withdrawn. Its page says why."),
    "lapsed": _(
        "Gold ended on %(day)s, and this was published later. Renew Gold and it opens; the release's page says how."
    ),
    "not_begun": _("Gold begins on %(day)s. The file opens then."),
    "no_gold": _("Gold Support opens this file, and no contract of yours has it for this product."),
    "unlicensed": _("Your organization holds no license of this product."),
    "waiting": _("This file waits for the virus scan. Nobody gets it before; try again in a minute."),
    "infected": _("The virus scan found something in this file. It was deleted."),
    "removed": _("This file was taken out of the release."),
    "not_yours": _("This link was made for somebody else. Open the release and download the file from there."),
    "too_often": _(
        "You have begun very many downloads within the hour. Go on in %(minutes)s minutes; nothing is lost."
    ),
    "over": _("This link was good for ten minutes. Open the release and download the file again."),
}
TO_RENEW = frozenset({"lapsed", "no_gold"})
"""What Gold would open."""
TITLES: Mapping[str, Promise] = {
    "withdrawn": _("This release was withdrawn"),
    "lapsed": _("Published after your Gold ended"),
    "not_begun": _("Gold has not begun"),
    "no_gold": _("For customers with Gold"),
    "unlicensed": _("For customers with a license"),
}
EVENTS: Mapping[str, Promise] = {
    "written": _("began it"),
    "revised": _("wrote it anew"),
    "file_added": _("added %(file)s"),
    "file_removed": _("took out %(file)s"),
    "file_infected": _("found %(file)s infected and deleted it"),
    "scheduled": _("scheduled it"),
    "called_off": _("called the publication off"),
    "published": _("published it"),
    "withdrawn": _("withdrew it"),
}
CHANGES: Mapping[str, Promise] = {"sunset": _("end of standard support"), "eol": _("end of life")}


@dataclass(frozen=True)
class ClosedDoor:
    """Why there are no files, in words; `is_to_renew` where Gold would open them, `is_unlicensed` for no license."""

    title: str
    text: str
    is_to_renew: bool
    is_unlicensed: bool


def refused(refusal: Unable) -> str:
    """Why something was refused."""
    return str(REFUSALS[refusal.code]) % {"reasons": ", ".join(refusal.reasons)}


def not_given(refusal: Unable) -> str:
    """Why a file is not given out."""
    if refusal.code == "too_often":
        return str(NOT_GIVEN[refusal.code]) % {"minutes": max(1, round(int(refusal.reasons[0]) / 60))}
    at = datetime.fromisoformat(refusal.reasons[0]) if refusal.reasons else None
    return str(NOT_GIVEN[refusal.code]) % {"day": _day(at, refusal.code)}


def closed(entry: Entry) -> ClosedDoor | None:
    """Why the page of a release has no files; None when it has."""
    if entry.closed is None:
        return None
    code, product = entry.closed.code, entry.release.version.product.name
    texts: Mapping[str, Promise] = {
        "lapsed": _("Gold for %(product)s ended on %(day)s. What was published before stays yours; this came later."),
        "not_begun": _("Gold for %(product)s begins on %(day)s, and this opens on that day."),
        "no_gold": _("Gold Support opens notes and files, and no contract of yours has Gold for %(product)s."),
        "unlicensed": _("Notes and files are for customers who hold a license of %(product)s, with Gold."),
    }
    said = str(texts[code]) % {"product": product, "day": _day(entry.closed.at, code)} if code in texts else ""
    text = said or entry.release.withdrawn_reason
    return ClosedDoor(str(TITLES[code]), text, code in TO_RENEW, code == "unlicensed")


def happened(event: ReleaseEvent) -> str:
    """What an event says, without who and when."""
    return str(EVENTS[event.code]) % {"file": event.data.get("file", "")}


def steps(release: Release, roles: Collection[str]) -> dict[str, bool]:
    """Each step, and whether somebody with these roles can take it."""
    return {step.value: not rules.refusal(step, release.state, roles) for step in Step}


def _day(at: datetime | None, code: str) -> str:
    """The day of an instant in the reader's zone; the last day of what lapsed at it."""
    if at and code == "lapsed":
        at -= INSTANT
    return date_format(at.astimezone(get_current_timezone()), "j F Y") if at else ""
