"""The published accounts of the demo world, each one click away on the login page."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_noop as _

from accounts.models import User

PASSWORD = "demo-portal"  # noqa: S105 - published, and refused where the demo is off


@dataclass(frozen=True)
class DemoAccount:
    """A published account; `description` is a message for translation."""

    email: str
    name: str
    description: str


ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount("admin@vendor.example", "Ada Admin", _("Administrator: regions, packages, contracts, people")),
    DemoAccount("agent.amer@vendor.example", "Amy Archer", _("Agent at the Los Angeles desk")),
    DemoAccount("agent.emea@vendor.example", "Edward Ellis", _("Agent at the London desk")),
    DemoAccount("agent.apac@vendor.example", "Anson Au", _("Agent at the Hong Kong desk")),
    DemoAccount("manager@abc.example", "Maria Moreno", _("Manager in Los Angeles; Gold with Multi-Regional")),
    DemoAccount("member.london@abc.example", "Liam Lowe", _("Member in London; Gold with Multi-Regional")),
    DemoAccount("member.hongkong@abc.example", "Hannah Ho", _("Member in Hong Kong; Gold with Multi-Regional")),
    DemoAccount("member@everyday.example", "Eva Everett", _("Member; Gold with Everyday After-Hours")),
    DemoAccount("member@businessday.example", "Ben Bauer", _("Member; Gold with Business Day After-Hours")),
    DemoAccount("member@goldonly.example", "Gina Gold", _("Member; Gold with a balance of time units")),
    DemoAccount(
        "member@extended.example", "Theo Term", _("Member; Gold with Extended-Term, on a version at end of life")
    ),
    DemoAccount("member@lapsed.example", "Lars Lapp", _("Member; the contract has lapsed")),
    DemoAccount("member@partner.example", "Paul Porter", _("Member of a partner; files for Goldleaf Optics")),
    DemoAccount("stranger@nowhere.example", "Sam Stranger", _("Registered, without an organization")),
)


def published_accounts() -> tuple[DemoAccount, ...]:
    """The accounts of the demo world; none where the demo is off."""
    return ACCOUNTS if settings.PORTAL_DEMO else ()


def offered_accounts() -> list[DemoAccount]:
    """Those that the login page lists: none before the demo world is there."""
    published = published_accounts()
    emails = [account.email for account in published]
    there = set(User.objects.filter(email__in=emails, is_active=True).values_list("email", flat=True)) if emails else ()
    return [account for account in published if account.email in there]


def published_user(email: str) -> User | None:
    """The person behind the published account `email`; None for every other address, and where the demo is off."""
    if email not in {account.email for account in published_accounts()}:
        return None
    return User.objects.filter(email=email, is_active=True).first()
