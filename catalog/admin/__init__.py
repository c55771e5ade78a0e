"""The administration of regions, desks, products and versions."""

from catalog.admin.desks import DeskAdmin
from catalog.admin.linting import check_calendars
from catalog.admin.products import ProductAdmin, VersionAdmin
from catalog.admin.proposals import HolidayProposalAdmin
from catalog.admin.regions import RegionAdmin

__all__ = ["DeskAdmin", "HolidayProposalAdmin", "ProductAdmin", "RegionAdmin", "VersionAdmin", "check_calendars"]
