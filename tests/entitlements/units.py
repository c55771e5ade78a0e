"""What tests do to an organization's time units."""

from accounts.models import Organization
from entitlements import portfolio, services
from tests.world import AT


def leave_units(key: str, units: int) -> None:
    """Leave `units` to the organization of that key: the others are held for an incident of another day."""
    organization = Organization.objects.get(key=key)
    left = portfolio.standing(organization, AT).left
    services.hold_units(organization=organization, subject=f"{key}-spent", units=left - units, actor=None, at=AT)
