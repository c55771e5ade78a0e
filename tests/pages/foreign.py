"""Rows that the reader of an address may not reach, by what a form calls them.

Their numbers are like no other on a page, so that answers can be compared without them.
"""

from accounts.models import Agent, DeskMembership, Environment, Organization, User
from catalog.models import Desk, Product, Region, Version
from tests.world import AT
from tickets.models import Ticket
from uploads.models import Upload

NUMBER = 87654321


def organization_key() -> str:
    """An organization that nobody of ABC speaks for."""
    return "GLD"


def organization() -> int:
    """An organization without a ticket that London sees."""
    return Organization.objects.get_or_create(pk=NUMBER, defaults={"key": "FAR", "name": "Faraway"})[0].pk


def product() -> int:
    """A product that ABC does not hold, and of which London sees no ticket."""
    return Product.objects.get_or_create(pk=NUMBER, defaults={"name": "Farseer"})[0].pk


def version() -> int:
    """A version of it."""
    described = {"product_id": product(), "number": "1.0", "released_on": AT.date()}
    return Version.objects.get_or_create(pk=NUMBER, defaults=described)[0].pk


def desk() -> int:
    """A desk of Hong Kong."""
    described = {"code": "far", "name": "Far", "region": Region.objects.get(code="APAC")}
    return Desk.objects.get_or_create(pk=NUMBER, defaults=described)[0].pk


def user() -> int:
    """An agent of Hong Kong, as a user."""
    described = {"email": "far@vendor.example", "name": "Fay Far"}
    return User.objects.get_or_create(pk=NUMBER, defaults=described)[0].pk


def agent() -> int:
    """An agent of Hong Kong."""
    found = Agent.objects.get_or_create(pk=NUMBER, defaults={"user_id": user()})[0]
    DeskMembership.objects.get_or_create(agent=found, desk_id=desk())
    return found.pk


def environment() -> int:
    """Where another customer's product runs."""
    described = {
        "organization_id": organization(),
        "name": "Far away",
        "product_id": product(),
        "version_id": version(),
    }
    return Environment.objects.get_or_create(pk=NUMBER, defaults=described)[0].pk


def ticket() -> str:
    """A ticket that neither ABC nor London sees."""
    return Ticket.objects.filter(organization__key="EVE").order_by("id")[0].reference


def upload() -> str:
    """A file that somebody else has sent."""
    described = {"owner_id": user(), "name": "far.log", "purpose": "attachment", "size": 4, "at": AT, "expires_at": AT}
    return Upload.objects.get_or_create(token=f"{NUMBER:032}", defaults=described)[0].token
