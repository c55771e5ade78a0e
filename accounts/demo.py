"""The people of the demo world: the published accounts, and the cast that tests share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts import services
from accounts.models import (
    Agent,
    Contact,
    ContactRole,
    DeskMembership,
    Environment,
    JoinRequest,
    Organization,
    OrganizationDomain,
    SignUpPolicy,
    User,
)
from accounts.querysets import CONTRACT_ADMINISTRATORS
from accounts.services import ACCOUNTS, PASSWORD, DemoAccount, InvitationDraft, invite
from catalog.models import Desk, Product, Region, Version
from catalog.rules import Hours

__all__ = ["ACCOUNTS", "PASSWORD", "DemoAccount", "load_environments", "load_invitation", "load_people", "load_work"]


@dataclass(frozen=True)
class DemoOrganization:
    """A customer of the demo world and its e-mail domain."""

    key: str
    name: str
    domain: str


ORGANIZATIONS: tuple[DemoOrganization, ...] = (
    DemoOrganization("ABC", "ABC Corporation", "abc.example"),
    DemoOrganization("EVE", "Everfresh Foods", "everyday.example"),
    DemoOrganization("BDC", "Bauer Daywork", "businessday.example"),
    DemoOrganization("GLD", "Goldleaf Optics", "goldonly.example"),
    DemoOrganization("LTR", "Longterm Rail", "extended.example"),
    DemoOrganization("LAP", "Lapwing Media", "lapsed.example"),
    DemoOrganization("PRT", "Portside Consulting", "partner.example"),
    DemoOrganization("HRB", "Harbor Lines", "harbor.example"),
)

_UNPUBLISHED: dict[str, str] = {
    "lead.amer@vendor.example": "Luis Lang",
    "lead.emea@vendor.example": "Lucy Lamb",
    "lead.apac@vendor.example": "Lok Leung",
    "billing@abc.example": "Bill Baker",
    "newcomer@abc.example": "Nora Newman",
    "manager@everyday.example": "Erik Everett",
    "manager@businessday.example": "Berta Bauer",
    "manager@goldonly.example": "Greta Gold",
    "manager@extended.example": "Tessa Term",
    "manager@lapsed.example": "Lena Lapp",
    "manager@partner.example": "Petra Port",
    "manager@harbor.example": "Hanna Harbor",
}

_CONTACTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("manager@abc.example", "ABC", "AMER", ("manager", "member")),
    ("billing@abc.example", "ABC", "AMER", ("billing", "viewer")),
    ("member.london@abc.example", "ABC", "EMEA", ("member",)),
    ("member.hongkong@abc.example", "ABC", "APAC", ("member",)),
    ("manager@everyday.example", "EVE", "AMER", ("manager", "billing")),
    ("member@everyday.example", "EVE", "AMER", ("member",)),
    ("manager@businessday.example", "BDC", "AMER", ("manager", "billing")),
    ("member@businessday.example", "BDC", "AMER", ("member",)),
    ("manager@goldonly.example", "GLD", "AMER", ("manager", "billing")),
    ("member@goldonly.example", "GLD", "AMER", ("member",)),
    ("manager@extended.example", "LTR", "EMEA", ("manager", "billing")),
    ("member@extended.example", "LTR", "EMEA", ("member",)),
    ("manager@lapsed.example", "LAP", "AMER", ("manager", "billing")),
    ("member@lapsed.example", "LAP", "AMER", ("member",)),
    ("manager@partner.example", "PRT", "AMER", ("manager", "member")),
    ("member@partner.example", "PRT", "AMER", ("member",)),
    ("manager@harbor.example", "HRB", "AMER", ("manager", "billing")),
)

_ENVIRONMENTS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("ABC", "Los Angeles production", "production", "Meridian Server", "5.1", "AMER"),
    ("ABC", "London test", "test", "Meridian Server", "5.1", "EMEA"),
    ("EVE", "Warehouse", "production", "Meridian Server", "5.1", "AMER"),
    ("EVE", "Order forms test", "test", "Lattice Forms", "2.4", "AMER"),
    ("BDC", "Time sheets", "production", "Lattice Forms", "3.0", "AMER"),
    ("BDC", "Time sheets test", "test", "Lattice Forms", "3.0", "AMER"),
    ("GLD", "Lens factory", "production", "Meridian Server", "5.1", "AMER"),
    ("GLD", "Sales figures test", "test", "Beacon Analytics", "2026", "AMER"),
    ("GLD", "Board reports", "production", "Beacon Analytics", "2025", "AMER"),
    ("LTR", "Signal control", "production", "Meridian Server", "3.2", "EMEA"),
    ("LTR", "Migration test", "test", "Meridian Server", "5.1", "EMEA"),
    ("LAP", "Audience figures", "production", "Beacon Analytics", "2026", "AMER"),
    ("HRB", "Ship lists", "production", "Lattice Forms", "3.0", "AMER"),
    ("HRB", "Ship lists test", "test", "Lattice Forms", "3.0", "AMER"),
    ("LAP", "Audience figures test", "test", "Beacon Analytics", "2026", "AMER"),
)

_WORK: tuple[tuple[str, str, int, tuple[int, int] | None], ...] = (
    ("agent.amer@vendor.example", "Meridian Server", 20, None),
    ("agent.emea@vendor.example", "Meridian Server", 20, (8 * 60, 17 * 60)),
    ("agent.apac@vendor.example", "Lattice Forms", 12, (9 * 60 + 30, 18 * 60)),
)
"""What agents are skilled in, how many tickets they take, and when they work if not in the hours of their region."""

_AGENTS: tuple[tuple[str, str, bool], ...] = (
    ("agent.amer@vendor.example", "AMER", False),
    ("lead.amer@vendor.example", "AMER", True),
    ("agent.emea@vendor.example", "EMEA", False),
    ("lead.emea@vendor.example", "EMEA", True),
    ("agent.apac@vendor.example", "APAC", False),
    ("lead.apac@vendor.example", "APAC", True),
)


@dataclass(frozen=True)
class People:
    """The cast: users, contacts and agents by e-mail address, organizations by key."""

    users: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)


def load_people(*, at: datetime, regions: Mapping[str, Region], desks: Mapping[str, Desk]) -> People:
    """Make the cast, or find it where it was made before; both mappings are keyed AMER, EMEA and APAC."""
    people = People()
    _load_users(people, at)
    _load_organizations(people)
    for email, key, region, roles in _CONTACTS:
        _load_contact(people, email=email, key=key, region=regions[region], roles=roles, at=at)
    for email, desk, is_lead in _AGENTS:
        _load_agent(people, email=email, desk=desks[desk], is_lead=is_lead)
    _let_administer(people.users["admin@vendor.example"])
    SignUpPolicy.objects.get_or_create(pk=1)
    newcomer, organization = people.users["newcomer@abc.example"], people.organizations["ABC"]
    JoinRequest.objects.get_or_create(
        user=newcomer,
        organization=organization,
        defaults={"asked_at": at - timedelta(hours=20), "message": "I joined the data team in Los Angeles on Monday."},
    )
    return people


def load_environments(
    people: People, *, regions: Mapping[str, Region], versions: Mapping[tuple[str, str], Version]
) -> None:
    """Give each organization a production and a test installation; versions are keyed by product name and number."""
    for key, name, use, product, number, region in _ENVIRONMENTS:
        version = versions[product, number]
        Environment.objects.get_or_create(
            organization=people.organizations[key],
            name=name,
            defaults={"use": use, "product": version.product, "version": version, "region": regions[region]},
        )


def load_work(people: People, *, products: Mapping[str, Product]) -> None:
    """Say what the agents know and when they work; products are keyed by name."""
    for email, product, capacity, hours in _WORK:
        agent = people.agents[email]
        agent.skills.add(products[product])
        Agent.objects.filter(pk=agent.pk).update(capacity=capacity)
        if hours and not agent.working_hours.exists():
            starts, ends = hours
            services.set_working_hours(
                agent=agent, week=[Hours(weekday, starts, ends) for weekday in range(5)], actor=agent.user
            )


def load_invitation(people: People, *, at: datetime, regions: Mapping[str, Region]) -> None:
    """Somebody whom ABC's manager has invited and who has not come yet."""
    abc = people.organizations["ABC"]
    if abc.invitations.exists():
        return
    draft = InvitationDraft("ines.ibarra@abc.example", "Ines Ibarra", frozenset({"member"}), regions["AMER"])
    invite(organization=abc, draft=draft, actor=people.users["manager@abc.example"], at=at - timedelta(days=2))


def _load_users(people: People, at: datetime) -> None:
    """Hash the published password once: it is the same for all, and hashing is made to be slow."""
    password = make_password(PASSWORD)
    names = {account.email: account.name for account in ACCOUNTS} | _UNPUBLISHED
    for email, name in names.items():
        is_admin = email.startswith("admin@")
        user, _made = User.objects.get_or_create(
            email=email,
            defaults={
                "name": name,
                "password": password,
                "is_staff": is_admin,
                "is_superuser": is_admin,
                "joined_at": at - timedelta(days=400),
            },
        )
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        people.users[email] = user


def _load_organizations(people: People) -> None:
    owner = people.users["lead.amer@vendor.example"]
    for demo in ORGANIZATIONS:
        organization, _made = Organization.objects.get_or_create(
            key=demo.key, defaults={"name": demo.name, "account_owner": owner}
        )
        OrganizationDomain.objects.get_or_create(domain=demo.domain, defaults={"organization": organization})
        people.organizations[demo.key] = organization


def _load_contact(
    people: People, *, email: str, key: str, region: Region, roles: tuple[str, ...], at: datetime
) -> None:
    user = people.users[email]
    contact, made = Contact.objects.get_or_create(
        user=user, organization=people.organizations[key], defaults={"home_region": region}
    )
    if made:
        for role in roles:
            ContactRole.objects.create(contact=contact, role=role, granted_at=at - timedelta(days=400))
        _live_in(user, region)
    people.contacts[email] = contact


def _let_administer(user: User) -> None:
    """An administrator at no desk who looks after contracts (R16), and decides what becomes of promises that move."""
    Agent.objects.get_or_create(user=user)
    roles = ("administrator", CONTRACT_ADMINISTRATORS, "duty manager")
    user.groups.add(*Group.objects.filter(name__in=roles))


def _load_agent(people: People, *, email: str, desk: Desk, is_lead: bool) -> None:
    user = people.users[email]
    agent, made = Agent.objects.get_or_create(user=user)
    if made:
        DeskMembership.objects.create(agent=agent, desk=desk, is_lead=is_lead)
        _live_in(user, desk.region)
    people.agents[email] = agent


def _live_in(user: User, region: Region) -> None:
    user.zone = region.zone
    user.save(update_fields=["zone"])
