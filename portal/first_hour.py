"""The first hour of a portal: a region with its hours and holidays, a desk, an administrator, a mail that arrives.

Each step finds what is there and does nothing twice, so that a setup may be broken off and begun again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Agent, DeskMembership, User
from catalog import rules, services
from catalog.models import Desk, Region
from community.models import Category as Room
from knowledgebase.models import Category as Shelf

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = re.compile(r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<opens>[\d:]+)-(?P<closes>[\d:]+)")
YEARS_AHEAD = 2
ROLES = ("administrator", "contract administrator", "duty manager", "editor", "reviewer", "moderator")
"""What the first agent may do: everything, until others share the work."""

GENERAL = "General"
"""The first category, of articles as of threads."""


class UnableToSetUp(Exception):  # noqa: N818 - reads as what could not be done
    """An answer is not usable; the message says why, and what would be."""


@dataclass(frozen=True, slots=True)
class Place:
    """A region and its desk, as somebody typed them. `hours` are such as "Mon-Fri 09:00-17:00"."""

    code: str
    name: str
    city: str
    zone: str
    country: str
    subdivision: str
    hours: str
    desk: str


@transaction.atomic
def make_place(place: Place, *, at: datetime) -> Region:
    """Make the region with its hours and the holidays that are published for its country, and its desk.

    Raises:
        UnableToSetUp: if the zone, the country or the hours cannot be read; nothing is made then.
    """
    week = read_week(place.hours)
    if place.zone not in available_timezones():
        raise UnableToSetUp(f"There is no time zone {place.zone}. Use a name such as Europe/London.")
    region = Region(
        code=place.code, name=place.name, city=place.city, zone=place.zone, country=place.country,
        subdivision=place.subdivision,
    )  # fmt: skip
    try:
        region.full_clean()
    except ValidationError as error:
        raise UnableToSetUp(
            " ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        ) from error
    region.save()
    services.set_hours(region=region, week=week, at=at)
    _add_holidays(region, at)
    Desk.objects.create(code=slugify(place.code), name=place.desk, region=region)
    return region


def read_week(text: str) -> list[rules.Hours]:
    """The weekly hours that "Mon-Fri 09:00-17:00, Sat 10:00-12:00" says.

    Raises:
        UnableToSetUp: if it does not say any.
    """
    week = [hours for part in text.split(",") for hours in _read_part(part.strip())]
    if rules.overlapping_hours(week):
        raise UnableToSetUp(f"The hours {text} overlap.")
    return week


@transaction.atomic
def make_shelves() -> bool:
    """Make a first category of articles and one of threads where there is none, without which nobody can write.

    Whether one was made.
    """
    lacks_articles, lacks_threads = not Shelf.objects.exists(), not Room.objects.exists()
    if lacks_articles:
        Shelf.objects.create(name=GENERAL, slug="general")
    if lacks_threads:
        Room.objects.create(name=GENERAL, slug="general")
    return lacks_articles or lacks_threads


def make_agent(*, email: str, name: str, desk: Desk, at: datetime) -> User:
    """Make the first agent, who administers the portal and leads the desk, with a confirmed address and no password.

    Raises:
        UnableToSetUp: if that is no address, or somebody has it who is no agent.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise UnableToSetUp(f"{email} is not an e-mail address.") from error
    if User.objects.filter(email=email).exists():
        raise UnableToSetUp(f"{email} has an account already: make it an agent in the administration.")
    user = User(email=email, name=name, zone=desk.region.zone, is_staff=True, is_superuser=True, joined_at=at)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    user.groups.add(*Group.objects.filter(name__in=ROLES))
    agent = Agent.objects.create(user=user, sees_all_desks=True)
    DeskMembership.objects.create(agent=agent, desk=desk, is_lead=True)
    return user


def send_test_mail(address: str, *, vendor: str) -> None:
    """Send a mail at once, past the outbox, so that what is wrong with the mail server is seen here.

    Raises:
        UnableToSetUp: with what the mail server, or the way to it, says.
    """
    text = "This is the test mail of manage.py setup. It arrived, so mails of the portal arrive."
    try:
        EmailMessage(f"{vendor} support: a test", text, to=[address]).send()
    except OSError as error:
        raise UnableToSetUp(
            f"The mail to {address} was not sent: {type(error).__name__}: {error}. Look at EMAIL_HOST and its "
            "neighbours in docs/settings.md."
        ) from error


def _add_holidays(region: Region, at: datetime) -> None:
    """Take what is published for this year and the next two; nothing of it waits for a decision then."""
    for year in range(at.year, at.year + YEARS_AHEAD + 1):
        if region.country and (proposal := services.propose_holidays(region=region, year=year, at=at)):
            services.apply_holidays(region=region, difference=proposal.difference, at=at)
            services.propose_holidays(region=region, year=year, at=at)


def _read_part(text: str) -> Iterator[rules.Hours]:
    found = WEEK.fullmatch(text.lower())
    if found is None or not {found["first"], found["last"] or found["first"]} <= set(DAYS):
        raise UnableToSetUp(f'"{text}" are no hours. Write them as in "Mon-Fri 09:00-17:00, Sat 10:00-12:00".')
    try:
        opens, closes = rules.minute(found["opens"]), rules.minute(found["closes"])
    except ValueError as error:
        raise UnableToSetUp(f"{error} is not a time of day. Times run from 00:00 to 24:00.") from error
    for weekday in range(DAYS.index(found["first"]), DAYS.index(found["last"] or found["first"]) + 1):
        yield rules.Hours(weekday, opens, closes)
