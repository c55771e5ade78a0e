"""Phone intake."""

from functools import partial
from typing import Any

from tests.pages import foreign
from tests.pages.objects import fault, owners_contact
from tests.pages.registry import DESK, Address, Reader, agents


def logged() -> dict[str, Any]:
    """What the form of a call sends."""
    return {**fault(), "severity": 3, "subject": "It stopped", "description": "Since noon.", "file": "1"}


PAGES: tuple[Address, ...] = (
    Address("tickets:phone", agents(), statements=5, portrait=Reader.AGENT),
    Address("tickets:call", agents(), statements=10, portrait=Reader.AGENT, arguments=owners_contact),
    Address(
        "tickets:portal-view",
        {**agents(403), **dict.fromkeys(DESK, 200)},
        statements=8,
        portrait=Reader.AGENT,
        arguments=owners_contact,
    ),
    Address("people:view-end", dict.fromkeys(Reader, 302), statements=4, method="POST", looked_at=False),
    *(
        Address(
            f"tickets:call-{noun}",
            agents(answer),
            statements=statements,
            portrait=Reader.AGENT,
            arguments=owners_contact,
            data=data,
            rows={"environment": foreign.environment} if data is fault else {},
            known=("version",) if data is fault else (),
            method="POST",
            looked_at=False,
        )
        for noun, answer, statements, data in (
            ("decision", 200, 10, fault),
            ("product", 200, 10, fault),
            ("pin", 302, 12, partial(dict, pin="123456")),
            ("word", 302, 12, partial(dict, reason="Called back")),
        )
    ),
)
