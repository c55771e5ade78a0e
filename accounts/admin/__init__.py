"""The administration of people: users, organizations, agents, and the way in."""

from accounts.admin.agents import AgentAdmin
from accounts.admin.factors import FactorAdmin
from accounts.admin.joining import JoinRequestAdmin, SignUpPolicyAdmin
from accounts.admin.organizations import OrganizationAdmin
from accounts.admin.sheets import SheetImportAdmin
from accounts.admin.users import UserAdmin

__all__ = [
    "AgentAdmin",
    "FactorAdmin",
    "JoinRequestAdmin",
    "OrganizationAdmin",
    "SheetImportAdmin",
    "SignUpPolicyAdmin",
    "UserAdmin",
]
