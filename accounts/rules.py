"""Who may make an account, and which roles an organization must keep. Pure."""

from collections.abc import Collection

CLOSED, DOMAIN, OPEN = "closed", "domain", "open"
MANAGER, MEMBER = "manager", "member"


def domain_of(address: str) -> str:
    """What stands behind the last @ of an e-mail address, in lower case; empty without an @."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def may_sign_up(mode: str, address: str, known_domains: Collection[str]) -> bool:
    """Whether the sign-up policy `mode` lets the owner of `address` make an account."""
    if mode == OPEN:
        return True
    return mode == DOMAIN and domain_of(address) in known_domains


def leaves_no_manager(contact: int, managers: Collection[int], roles_after: Collection[str]) -> bool:
    """Whether an organization with these `managers` has none once `contact` holds only `roles_after`.

    An organization that has no manager to begin with loses none.
    """
    return MANAGER not in roles_after and set(managers) == {contact}
