"""The cast of the demo world as it files tickets."""

from datetime import UTC, datetime
from typing import Any

from accounts.demo import load_people
from accounts.models import Agent, Contact, User
from catalog.demo import load_catalog
from catalog.models import Version
from entitlements.demo import load_contracts
from outbox.models import OutboundMessage
from tests.world import load_kept
from tickets import services
from tickets.models import Ticket

# A Wednesday: 07:00 in Los Angeles, 15:00 in London, 22:00 in Hong Kong.
WEDNESDAY = datetime(2026, 6, 10, 14, tzinfo=UTC)
# 03:10 on a Saturday in Los Angeles.
SATURDAY = datetime(2026, 6, 13, 10, 10, tzinfo=UTC)
# 09:00 on a Friday in Los Angeles on which Independence Day is kept.
HOLIDAY = datetime(2026, 7, 3, 16, tzinfo=UTC)

LONDON, HONG_KONG, ABC_MANAGER = "member.london@abc.example", "member.hongkong@abc.example", "manager@abc.example"
ABC_BILLING = "billing@abc.example"
EVERYDAY, BUSINESS_DAY, GOLD = "member@everyday.example", "member@businessday.example", "member@goldonly.example"
EXTENDED, LAPSED, STRANGER = "member@extended.example", "member@lapsed.example", "stranger@nowhere.example"
AMY, EDWARD, ANSON = "agent.amer@vendor.example", "agent.emea@vendor.example", "agent.apac@vendor.example"
SERVER = ("Meridian Server", "5.1")
OLD_SERVER = ("Meridian Server", "3.2")
FORMS = ("Lattice Forms", "3.0")
ANALYTICS = ("Beacon Analytics", "2026")
USES = {BUSINESS_DAY: FORMS, LAPSED: ANALYTICS}
"""What those run who do not run the server."""


class Cast:
    """Everybody, read from the database each time: a test changes what the next one starts from afresh."""

    def user(self, email: str) -> User:
        """The person with that address."""
        return User.objects.get(email=email)

    def agent(self, email: str) -> Agent:
        """The agent with that address."""
        return Agent.objects.select_related("user").get(user__email=email)

    def contact(self, email: str) -> Contact | None:
        """The person as the contact it is; None without an organization."""
        return Contact.objects.select_related("organization").filter(user__email=email).first()

    def version(self, email: str, named: tuple[str, str] | None = None) -> Version:
        """The version that a customer runs, unless another one is named."""
        product, number = named or USES.get(email, SERVER)
        return Version.objects.select_related("product").get(product__name=product, number=number)

    def draft(self, email: str, *, version: tuple[str, str] | None = None, **given: Any) -> services.TicketDraft:
        """What somebody asks for, as their only contact."""
        runs = self.version(email, version)
        facts: dict[str, Any] = {"severity": 3, "subject": "Forms do not open", "description": "Since this morning."}
        contact = self.contact(email)
        return services.TicketDraft(contact=contact, product=runs.product, version=runs, **{**facts, **given})

    def file(self, email: str, at: datetime = WEDNESDAY, **given: Any) -> Ticket:
        """File a ticket as somebody."""
        return services.open_ticket(requester=self.user(email), draft=self.draft(email, **given), at=at)


def load() -> Cast:
    """Load the regions, the people and what was sold to them, without any ticket."""
    load_kept("what was sold", _load, told_by=__file__)
    return Cast()


def _load() -> None:
    catalog = load_catalog(WEDNESDAY)
    people = load_people(at=WEDNESDAY, regions=catalog.regions, desks=catalog.desks)
    load_contracts(WEDNESDAY, catalog, people)
    OutboundMessage.objects.all().delete()  # what was sold long ago is no news
