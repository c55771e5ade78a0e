"""How many contacts of an organization may file tickets: its contracts say it, here it is held."""

from collections.abc import Collection

from accounts import rules
from accounts.models import Contact, Organization
from common.refusal import Unable


def places(organization: Organization) -> tuple[int, int | None]:
    """How many contacts file for the organization, and how many may; None is as many as there are."""
    filing = Contact.objects.current().filter(organization=organization).with_role(rules.MEMBER).count()
    return filing, organization.contact_limit


def keep_places(organization: int, roles: Collection[str], refusal: type[Unable], contact: int | None = None) -> None:
    """Refuse one more who files when the contracts let no more: two who are added at once wait for each other.

    Who files already goes on, also when a contract lets fewer now. Called in a transaction.

    Raises:
        Unable: as `refusal`, with the code "no-place", the organization's name and the limit.
    """
    if rules.MEMBER not in roles:
        return
    locked = Organization.objects.select_for_update().get(pk=organization)
    if locked.contact_limit is None:
        return
    filing = Contact.objects.current().filter(organization=locked).with_role(rules.MEMBER)
    if (contact and filing.filter(pk=contact).exists()) or filing.count() < locked.contact_limit:
        return
    raise refusal("no-place", (locked.name, str(locked.contact_limit)))
