"""The one list of every address of ours: who may ask for it, what answers, and at what cost.

It drives the tests of isolation (`tests/test_isolation.py`), of statements, without JavaScript, of accessibility and
the pictures (`tests/browser/`). An address that is missing here fails the build; so does one that is gone.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.pages import (
    answers,
    community,
    contracts,
    coverage,
    customer_tickets,
    downloads,
    files,
    forms,
    handling,
    knowledge,
    life,
    notifications,
    oncall,
    paging,
    people,
    phone,
    portal,
    promises,
    queue,
    talk,
    together,
    units,
    windows,
    working,
    workspace,
)
from tests.pages.registry import Address, Reader

__all__ = ["PAGES", "Address", "Reader", "is_exempt", "names"]

# Addresses of libraries, whose own tests ask who may enter: namespace or first part of the name, and why.
EXEMPT = {
    "admin": "Django's administration asks for a staff account on every page; tests/portal asks it once",
    "account": "allauth's pages concern the reader's own account only",
    "mfa": "allauth's pages concern the reader's own account only",
    "usersessions": "allauth's pages concern the reader's own sessions only",
    "socialaccount": "allauth's pages concern the reader's own account only",
}
PARTS = (
    portal,
    community,
    contracts,
    coverage,
    people,
    oncall,
    paging,
    customer_tickets,
    downloads,
    files,
    promises,
    queue,
    workspace,
    life,
    working,
    talk,
    together,
    units,
    phone,
    handling,
    forms,
    knowledge,
    notifications,
    answers,
    windows,
)
PAGES: tuple[Address, ...] = tuple(address for part in PARTS for address in part.PAGES)


def names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every named address of the portal; of a library's namespace, and of unnamed addresses, a stand-in."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def is_exempt(name: str) -> bool:
    """Whether an address is a library's."""
    return name.split(":", maxsplit=1)[0].split("_", maxsplit=1)[0] in EXEMPT
