"""The administration of people: users, organizations, agents, and the way in."""

from accounts.admin.agents import AgentAdmin
from accounts.admin.joining import JoinRequestAdmin, SignUpPolicyAdmin
from accounts.admin.organizations import OrganizationAdmin
from accounts.admin.sheets import SheetImportAdmin
from accounts.admin.users import UserAdmin

__all__ = ["AgentAdmin", "JoinRequestAdmin", "OrganizationAdmin", "SheetImportAdmin", "SignUpPolicyAdmin", "UserAdmin"]
