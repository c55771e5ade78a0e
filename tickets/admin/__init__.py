"""The administration of what a vendor prepares for its agents."""

from tickets.admin.fields import CustomFieldAdmin
from tickets.admin.macros import MacroAdmin
from tickets.admin.tags import TagAdmin
from tickets.admin.windows import FreezeAdmin, WindowTypeAdmin

__all__ = ["CustomFieldAdmin", "FreezeAdmin", "MacroAdmin", "TagAdmin", "WindowTypeAdmin"]
