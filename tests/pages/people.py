"""People, organizations and the way in."""

from tests.pages.objects import (
    declined,
    environment_of_abc,
    link_to_abc,
    new_invitation,
    owners_contact,
    waiting_request,
)
from tests.pages.registry import LOGIN, TO_ALL, TO_KNOWN, Address, Reader, abc

PAGES: tuple[Address, ...] = (
    Address("people:account", TO_KNOWN, statements=4),
    Address(
        "people:pin",
        {**dict.fromkeys(Reader, 404), Reader.OWNER: 200, Reader.ANONYMOUS: LOGIN},
        statements=14,
        arguments=owners_contact,
        method="POST",
        looked_at=False,
    ),
    Address("people:demo-login", dict.fromkeys(Reader, 404), statements=3, method="POST", looked_at=False),
    Address(
        "people:organization",
        {**TO_KNOWN, Reader.STRANGER: 302},
        statements=12,
        portrait=Reader.MANAGER,
        looked_at=False,
    ),
    Address(
        "people:organization-of",
        abc(of_abc=200),
        statements=12,
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
    Address(
        "people:invitations",
        abc(of_abc=403, manager=200),
        statements=6,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    *(
        Address(
            f"people:invitation-{noun}",
            abc(of_abc=404, manager=302),
            statements=18,
            portrait=Reader.MANAGER,
            arguments=new_invitation,
            method="POST",
            looked_at=False,
        )
        for noun in ("resending", "withdrawal")
    ),
    Address("people:invitation", TO_ALL, statements=8, portrait=Reader.ANONYMOUS, arguments=link_to_abc),
    Address(
        "environment-new",
        abc(of_abc=403, manager=200),
        statements=7,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "environment",
        abc(of_abc=403, manager=200),
        statements=8,
        portrait=Reader.MANAGER,
        arguments=environment_of_abc,
    ),
    Address(
        "environment-retirement",
        abc(of_abc=403, manager=302),
        statements=12,
        portrait=Reader.MANAGER,
        arguments=environment_of_abc,
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
