"""The conversation of a ticket: what was written, what it said before, and who follows."""

from tests.pages import foreign
from tests.pages.files import liams_file
from tests.pages.objects import liams_ticket, the_manager, vendors_note, vendors_reply
from tests.pages.registry import FORBIDDEN, Address, Reader, of_the_desk

PAGES: tuple[Address, ...] = (
    Address(
        "tickets:reply-text",
        {**of_the_desk(200, customers=FORBIDDEN), Reader.LEAD: FORBIDDEN},
        statements=7,
        portrait=Reader.AGENT,
        arguments=vendors_reply,
    ),
    Address(
        "tickets:note-text",
        {**of_the_desk(200), Reader.LEAD: FORBIDDEN},
        statements=7,
        portrait=Reader.AGENT,
        arguments=vendors_note,
        looked_at=False,
    ),
    Address("tickets:reply-revisions", of_the_desk(200, customers=200), statements=7, arguments=vendors_reply),
    Address(
        "tickets:note-revisions",
        of_the_desk(200),
        statements=8,
        portrait=Reader.AGENT,
        arguments=vendors_note,
        looked_at=False,
    ),
    Address("tickets:redaction", of_the_desk(200), statements=6, portrait=Reader.AGENT, arguments=liams_ticket),
    Address("tickets:file-redaction", of_the_desk(200), statements=8, portrait=Reader.AGENT, arguments=liams_file),
    *(
        Address(
            f"tickets:{noun}-redaction",
            of_the_desk(200),
            statements=8,
            portrait=Reader.AGENT,
            arguments=arguments,
            looked_at=False,
        )
        for noun, arguments in (("reply", vendors_reply), ("note", vendors_note))
    ),
    Address(
        "tickets:draft",
        {**of_the_desk(204, customers=204)},
        statements=5,
        arguments=lambda: {"place": liams_ticket()["reference"]},
        looked_at=False,
    ),
    Address(
        "tickets:mentionable", of_the_desk(200, customers=200), statements=7, arguments=liams_ticket, looked_at=False
    ),
    Address("tickets:watchers", of_the_desk(200, customers=200), statements=16, arguments=liams_ticket),
    Address(
        "tickets:watcher-departure",
        of_the_desk(302, customers=302),
        statements=24,
        arguments=liams_ticket,
        data=the_manager,
        method="POST",
        rows={"person": foreign.user},
        looked_at=False,
    ),
)
