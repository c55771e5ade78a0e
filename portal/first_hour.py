"""The first hour of a portal: a region with its hours and holidays, a desk, an administrator, a mail that arrives.

Each step finds what is there and does nothing twice, so that a setup may be broken off and begun again.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Agent, DeskMembership, User
from catalog import services
from catalog.models import Desk, Region
from community.models import Category as Room
from knowledgebase.models import Category as Shelf
from portal.answers import UnableToSetUp, check_first_agent, read_week

YEARS_AHEAD = 2
ROLES = ("administrator", "contract administrator", "duty manager", "editor", "reviewer", "moderator")
"""What the first agent may do: everything, until others share the work."""

GENERAL = "General"
"""The first category, of articles as of threads."""


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
        UnableToSetUp: if the hours cannot be read, or the region is there; nothing is made then.
    """
    week = read_week(place.hours)
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
    check_first_agent(email)
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
