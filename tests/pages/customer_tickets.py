"""The customer's tickets, and what customer and agent share."""

from tests.pages import foreign
from tests.pages.objects import edit, fault, liams_ticket
from tests.pages.registry import TO_KNOWN, Address, Reader, of_the_desk

PAGES: tuple[Address, ...] = (
    Address(
        "tickets:list",
        TO_KNOWN,
        statements=8,
        portrait=Reader.MANAGER,
        bare=Reader.ADMINISTRATOR,
        rows={"product": foreign.product, "environment": foreign.environment},
    ),
    Address(
        "tickets:export",
        TO_KNOWN,
        statements=8,
        portrait=Reader.MANAGER,
        looked_at=False,
        rows={"product": foreign.product, "environment": foreign.environment},
    ),
    Address("tickets:new", TO_KNOWN, statements=27, rows={"environment": foreign.environment}),
    Address(
        "tickets:decision",
        TO_KNOWN,
        statements=24,
        data=fault,
        method="POST",
        looked_at=False,
        rows={"version": foreign.version},
    ),
    Address(
        "tickets:new-product",
        TO_KNOWN,
        statements=25,
        data=fault,
        method="POST",
        looked_at=False,
        rows={"version": foreign.version, "environment": foreign.environment},
    ),
    Address("tickets:markdown", TO_KNOWN, statements=3, data=lambda: {"body": "**b**"}, method="POST", looked_at=False),
    Address("tickets:ticket", of_the_desk(200, customers=200), statements=10, arguments=liams_ticket),
    Address(
        "tickets:rating",
        {**of_the_desk(403, customers=200), Reader.VIEWER: 403},
        statements=6,
        arguments=liams_ticket,
    ),
    Address("tickets:why", of_the_desk(200, customers=200), statements=50, arguments=liams_ticket),
    *(
        Address(
            f"tickets:{noun}",
            of_the_desk(302, customers=302),
            statements=statements,
            arguments=liams_ticket,
            data=data,
            rows=rows,
            method="POST",
            looked_at=False,
        )
        for noun, statements, data, rows in (
            ("closure", 40, dict, {}),
            ("reopening", 40, dict, {}),
            ("replies", 21, edit(mode="reply", body="All of them."), {"uploads": foreign.upload}),
        )
    ),
)
