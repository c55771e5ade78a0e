"""People: users, the organizations they speak for as contacts, and the vendor's agents."""

from accounts.models.agents import Agent, DeskMembership
from accounts.models.joining import JoinRequest, SignUpPolicy
from accounts.models.organizations import (
    Contact,
    ContactRole,
    Environment,
    Organization,
    OrganizationDomain,
    OrganizationEvent,
)
from accounts.models.users import User

__all__ = [
    "Agent",
    "Contact",
    "ContactRole",
    "DeskMembership",
    "Environment",
    "JoinRequest",
    "Organization",
    "OrganizationDomain",
    "OrganizationEvent",
    "SignUpPolicy",
    "User",
]
