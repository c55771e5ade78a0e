"""People, organizations and the way in."""

from tests.pages.objects import declined, owners_contact, waiting_request
from tests.pages.registry import LOGIN, TO_KNOWN, Address, Reader, abc

PAGES: tuple[Address, ...] = (
    Address("people:account", TO_KNOWN, statements=4),
    Address(
        "people:pin",
        {**dict.fromkeys(Reader, 404), Reader.OWNER: 200, Reader.ANONYMOUS: LOGIN},
        statements=12,
        arguments=owners_contact,
        method="POST",
        looked_at=False,
    ),
    Address("people:demo-login", dict.fromkeys(Reader, 404), statements=3, method="POST", looked_at=False),
    Address(
        "people:organization",
        {**TO_KNOWN, Reader.STRANGER: 302},
        statements=11,
        portrait=Reader.MANAGER,
        looked_at=False,
    ),
    Address(
        "people:organization-of",
        abc(of_abc=200),
        statements=11,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "people:contact", abc(of_abc=403, manager=200), statements=7, portrait=Reader.MANAGER, arguments=owners_contact
    ),
    Address(
        "people:contact-departure",
        abc(of_abc=403, manager=302),
        statements=19,
        portrait=Reader.MANAGER,
        arguments=owners_contact,
        method="POST",
        looked_at=False,
    ),
    Address("people:join", TO_KNOWN, statements=6, portrait=Reader.STRANGER),
    Address(
        "people:join-decision",
        abc(of_abc=404, manager=302),
        statements=11,
        portrait=Reader.MANAGER,
        arguments=waiting_request,
        data=declined,
        method="POST",
        looked_at=False,
    ),
)
