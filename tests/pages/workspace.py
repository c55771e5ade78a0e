"""What an agent does to a ticket."""

from tests.pages import foreign
from tests.pages.objects import edit, liams_ticket, to_the_agent
from tests.pages.registry import Address, Reader, of_the_desk

PAGES: tuple[Address, ...] = (
    Address(
        "tickets:reassessment",
        of_the_desk(200),
        statements=15,
        portrait=Reader.AGENT,
        arguments=liams_ticket,
    ),
    *(
        Address(
            f"tickets:{noun}",
            of_the_desk(302),
            statements=statements,
            portrait=Reader.AGENT,
            arguments=liams_ticket,
            data=data,
            rows=rows,
            method="POST",
            looked_at=False,
        )
        for noun, statements, data, rows in (
            ("assignment", 20, to_the_agent, {"assignee": foreign.agent}),
            ("notes", 21, edit(mode="note", body="Known since 5.1."), {"uploads": foreign.upload}),
            ("resolution", 20, edit(), {}),
            ("status", 20, edit(status="waiting_for_customer", waiting_for="the log"), {}),
        )
    ),
)
