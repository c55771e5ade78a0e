"""People: users, the organizations they speak for as contacts, and the vendor's agents."""

from accounts.models.agents import Absence, Agent, DeskMembership, PortalView, WorkingHours
from accounts.models.joining import Invitation, JoinRequest, SignUpPolicy
from accounts.models.organizations import (
    Contact,
    ContactPin,
    ContactRole,
    Environment,
    Organization,
    OrganizationDomain,
    OrganizationEvent,
)
from accounts.models.sheets import SheetImport, SheetRow
from accounts.models.users import User

__all__ = [
    "Absence",
    "Agent",
    "Contact",
    "ContactPin",
    "ContactRole",
    "DeskMembership",
    "Environment",
    "Invitation",
    "JoinRequest",
    "Organization",
    "OrganizationDomain",
    "OrganizationEvent",
    "PortalView",
    "SheetImport",
    "SheetRow",
    "SignUpPolicy",
    "User",
    "WorkingHours",
]
