"""What may be answered in the first hour of a portal: each answer is looked at before the next question."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model

from accounts.models import User
from catalog import rules, services
from catalog.models import Desk, Region
from portal.branding import check_colour, check_logo, check_name

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = re.compile(r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<opens>[\d:]+)-(?P<closes>[\d:]+)")


class UnableToSetUp(Exception):  # noqa: N818 - reads as what could not be done
    """An answer is not usable; the message says why, and what would be."""


def check(key: str, said: str, before: Mapping[str, str]) -> None:
    """Refuse what is no answer to the question `key` of `manage.py setup`, after the answers `before` it.

    Raises:
        UnableToSetUp, UnableToBrand: with what is wrong, and what would do.
    """
    if not said.isprintable():
        raise UnableToSetUp("The answer has characters that are not shown.")
    CHECKS[key](said, before)


def read_week(text: str) -> list[rules.Hours]:
    """The weekly hours that "Mon-Fri 09:00-17:00, Sat 10:00-12:00" says.

    Raises:
        UnableToSetUp: if it does not say any.
    """
    week = [hours for part in text.split(",") for hours in _read_part(part.strip())]
    if rules.overlapping_hours(week):
        raise UnableToSetUp(f"The hours {text} overlap.")
    return week


def check_address(said: str) -> None:
    """Refuse what is no address.

    Raises:
        UnableToSetUp: if it is none.
    """
    try:
        validate_email(said)
    except ValidationError as error:
        raise UnableToSetUp(f"{said or 'Nothing'} is not an e-mail address.") from error


def check_first_agent(said: str) -> None:
    """Refuse what is no address, or somebody's who is no agent.

    Raises:
        UnableToSetUp: if it is one of them.
    """
    check_address(said)
    if User.objects.filter(email=said.lower()).exists():
        raise UnableToSetUp(f"{said.lower()} has an account already: make it an agent in the administration.")


def _check_zone(said: str) -> None:
    if said not in available_timezones():
        raise UnableToSetUp(f"There is no time zone {said}. Use a name such as Europe/London.")


def _check_country(said: str) -> None:
    try:
        _fits(Region, "country", said)
    except UnableToSetUp as error:
        raise UnableToSetUp(f"{said} is no country. Write its two letters, such as GB.") from error
    _check_holidays(said, "")


def _check_holidays(country: str, subdivision: str) -> None:
    if subdivision and not country:
        raise UnableToSetUp("Without a country there is no part of it: answer -.")
    if country and not services.publishes_holidays(country=country, subdivision=subdivision):
        raise UnableToSetUp(f"No holidays are published for {country} {subdivision}".strip() + ".")


def _fits(model: type[Model], field: str, said: str) -> None:
    """Refuse what the field of a model does not hold."""
    try:
        model._meta.get_field(field).clean(said, None)  # type: ignore[union-attr]  # noqa: SLF001 - Django's public one
    except ValidationError as error:
        raise UnableToSetUp(" ".join(error.messages)) from error


def _read_part(text: str) -> Iterator[rules.Hours]:
    found = WEEK.fullmatch(text.lower())
    if found is None or not {found["first"], found["last"] or found["first"]} <= set(DAYS):
        raise UnableToSetUp(f'"{text}" are no hours. Write them as in "Mon-Fri 09:00-17:00, Sat 10:00-12:00".')
    try:
        opens, closes = rules.minute(found["opens"]), rules.minute(found["closes"])
    except ValueError as error:
        raise UnableToSetUp(f"{error} is not a time of day. Times run from 00:00 to 24:00.") from error
    first, last = DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"])
    for day in range(first, last + 1 if last >= first else last + 1 + len(DAYS)):
        yield rules.Hours(day % len(DAYS), opens, closes)


def _alone(checked: Callable[[str], object]) -> Callable[[str, Mapping[str, str]], object]:
    """A check that asks for no answer before its own."""
    return lambda said, _before: checked(said)


CHECKS: Mapping[str, Callable[[str, Mapping[str, str]], object]] = {
    "vendor_name": _alone(check_name),
    "colour": _alone(check_colour),
    "logo": _alone(lambda said: check_logo(Path(said).expanduser() if said else None)),
    "logo_dark": _alone(lambda said: check_logo(Path(said).expanduser() if said else None)),
    "region": _alone(partial(_fits, Region, "code")),
    "region_name": _alone(partial(_fits, Region, "name")),
    "city": _alone(partial(_fits, Region, "city")),
    "zone": _alone(_check_zone),
    "country": _alone(_check_country),
    "subdivision": lambda said, before: _check_holidays(before["country"], said),
    "hours": _alone(read_week),
    "desk": _alone(partial(_fits, Desk, "name")),
    "email": _alone(check_first_agent),
    "name": _alone(partial(_fits, User, "name")),
    "test_mail": _alone(lambda said: check_address(said) if said else None),
}
"""What looks at the answer to each question."""
