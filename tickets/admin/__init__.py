"""The administration of what a vendor prepares for its agents."""

from tickets.admin.fields import CustomFieldAdmin
from tickets.admin.macros import MacroAdmin
from tickets.admin.tags import TagAdmin

__all__ = ["CustomFieldAdmin", "MacroAdmin", "TagAdmin"]
