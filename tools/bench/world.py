"""Who takes part in the measurement: 200 people, 50 organizations with contracts, the desks and their agents."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.demo import load_environments, load_people, load_work
from accounts.models import Agent, Contact, ContactRole, DeskMembership, Organization, User
from catalog.demo import Catalog, load_catalog
from catalog.models import Product
from catalog.models import Version as ProductVersion
from community.models import Category as Forum
from entitlements import services as entitlements
from entitlements.demo import PRICES, load_contracts
from entitlements.models import License, Package
from knowledgebase.demo import CATEGORIES, ROLES
from knowledgebase.models import Category
from knowledgebase.rules import Role
from notifications.demo import load_preferences
from oncall.demo import load_rotations

PEOPLE, ORGANIZATIONS, AGENTS = 200, 50, 24
BEGAN = timedelta(days=150)
"""How long the contracts have been in force."""
OPTIONS = ("everyday-after-hours", "multi-regional", "business-day-after-hours", "extended-term")


@dataclass(frozen=True)
class Customer:
    """An organization of the measurement with those who file its tickets; the first one manages it."""

    organization: Organization
    contacts: list[Contact]
    product: Product
    version: ProductVersion


@dataclass(frozen=True)
class World:
    """Everybody, as the stories need them; agents by the code of their desk."""

    at: datetime
    customers: list[Customer] = field(default_factory=list)
    agents: dict[str, list[Agent]] = field(default_factory=dict)
    forums: list[Forum] = field(default_factory=list)
    chapters: list[Category] = field(default_factory=list)


@transaction.atomic
def make(at: datetime, customers: int | None = None) -> World:
    """Everybody who is there before the first ticket: the cast of the demo world, and more of the same.

    Of `customers` there are as many as fill up to 50 organizations, unless it says how many.
    """
    catalog = load_catalog(at)
    people = load_people(at=at, regions=catalog.regions, desks=catalog.desks)
    load_environments(people, regions=catalog.regions, versions=catalog.versions)
    load_work(people, products=catalog.products)
    load_contracts(at, catalog, people)
    load_rotations(at)
    load_preferences(at)
    world = World(at)
    _hire(world, catalog)
    _sell(world, catalog, ORGANIZATIONS - Organization.objects.count() if customers is None else customers)
    _let_write(world, catalog)
    return world


def _hire(world: World, catalog: Catalog) -> None:
    """More agents, the same number at each desk."""
    here = Agent.objects.filter(memberships__isnull=False).count()
    desks = list(catalog.desks.values())
    for number in range(here, AGENTS):
        agent = Agent.objects.create(user=_person(f"agent.{number}@vendor.example", f"Agent {number}", world.at))
        DeskMembership.objects.create(agent=agent, desk=desks[number % len(desks)])
    for desk in desks:
        staff = Agent.objects.filter(memberships__desk=desk).select_related("user").order_by("pk")
        world.agents[desk.code] = list(staff)


def _sell(world: World, catalog: Catalog, customers: int) -> None:
    """More organizations, each with a contract and with people who file its tickets."""
    people = PEOPLE - User.objects.count()
    for number in range(customers):
        product, version = _use(catalog, number)
        name = f"Customer {number:02}"
        organization = Organization.objects.create(name=name, key=f"B{number:02}", account_owner=None)
        region = list(catalog.regions)[number % len(catalog.regions)]
        _sign(world.at, catalog, organization, product, region=region, number=number)
        share = people // customers + (number < people % customers)
        contacts = [_contact(world.at, organization, catalog, region, place=place) for place in range(share)]
        world.customers.append(Customer(organization, contacts, product, version))


def _use(catalog: Catalog, number: int) -> tuple[Product, ProductVersion]:
    used = [("Meridian Server", "5.1"), ("Lattice Forms", "3.0"), ("Beacon Analytics", "2026")]
    version = catalog.versions[used[number % len(used)]]
    return version.product, version


def _sign(
    at: datetime, catalog: Catalog, organization: Organization, product: Product, *, region: str, number: int
) -> None:
    packages = {package.code: package for package in Package.objects.all()}
    sold_in, starts_on = catalog.regions[region], (at - BEGAN).date()
    license = License.objects.create(  # noqa: A001 - what it is called
        organization=organization, product=product, quantity=2, sold_in=sold_in, purchased_on=starts_on
    )
    codes = ("gold", OPTIONS[number % len(OPTIONS)]) if number % 3 else ("gold",)
    entitlements.sign_contract(
        organization=organization,
        number=f"C-2{number:03}",
        sold_in=sold_in,
        licenses=[license],
        starts_on=starts_on,
        lines=[entitlements.LineDraft(packages[code], starts_on, price_minor=PRICES[code]) for code in codes],
        actor=None,
        at=at - BEGAN,
    )


def _contact(at: datetime, organization: Organization, catalog: Catalog, region: str, *, place: int) -> Contact:
    key = organization.key.lower()
    user = _person(f"contact.{place}@{key}.example", f"Contact {place} of {organization.name}", at)
    contact = Contact.objects.create(user=user, organization=organization, home_region=catalog.regions[region])
    for role in ("manager", "member") if place == 0 else ("member",):
        ContactRole.objects.create(contact=contact, role=role, granted_at=at - BEGAN)
    return contact


def _person(email: str, name: str, at: datetime) -> User:
    user = User.objects.create(email=email, name=name, password="!", joined_at=at - timedelta(days=400))  # noqa: S106 - none
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _let_write(world: World, catalog: Catalog) -> None:
    """Chapters and forums, and who writes and reviews articles, as in the demo world."""
    for email, roles in ROLES.items():
        User.objects.get(email=email).groups.add(*Group.objects.filter(name__in=[*map(Role, roles)]))
    chapters = [Category(slug=slug, name=name, position=place) for place, (name, slug) in enumerate(CATEGORIES)]
    world.chapters.extend(Category.objects.bulk_create(chapters))
    products = list(catalog.products.values())
    forums = [
        Forum(
            slug=product.slug, name=product.name, description="", product=product, visibility="public", position=place
        )
        for place, product in enumerate(products)
    ]
    world.forums.extend(Forum.objects.bulk_create(forums))
