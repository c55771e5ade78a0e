"""The forms of pages that are listed elsewhere, as they are sent."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from catalog.models import Region
from tests.pages import foreign
from tests.pages.files import liams_file
from tests.pages.handling import prepared
from tests.pages.life import liams_old_ticket
from tests.pages.objects import (
    edit,
    environment_of_abc,
    fault,
    liams_ticket,
    link_to_abc,
    owners_contact,
    vendors_note,
    vendors_reply,
)
from tests.pages.queue import FILTERS, edwards_view, owner
from tests.pages.registry import (
    DESK,
    FORBIDDEN,
    TO_KNOWN,
    Address,
    Answers,
    Arguments,
    Reader,
    abc,
    agents,
    of_the_desk,
)
from tests.pages.together import another_ticket, problem_of_the_list
from tests.pages.working import agent_of_the_list, itself

Rows = Mapping[str, Callable[[], object]]
DONE, REFUSED, CONFLICT = 302, 422, 409


def form(
    name: str,
    answers: Answers,
    statements: int,
    data: Arguments,
    *,
    portrait: Reader = Reader.AGENT,
    arguments: Arguments = liams_ticket,
    rows: Rows | None = None,
    known: tuple[str, ...] = (),
) -> Address:
    """A form, as it is sent to the address of its page."""
    return Address(
        name,
        answers,
        statements=statements,
        portrait=portrait,
        arguments=arguments,
        data=data,
        method="POST",
        looked_at=False,
        rows=rows or {},
        known=known,
    )


def said(**fields: Any) -> Arguments:
    """What a form says in words and numbers."""
    return partial(dict, fields)


def in_london(**fields: Any) -> Arguments:
    """What a form says of a person who works in London."""
    return lambda: {"home_region": Region.objects.get(code="EMEA").pk, **fields}


def to_another(**fields: Any) -> Arguments:
    """What a form says that names another ticket of ABC."""
    return lambda: {"ticket": another_ticket().reference, **fields}


def of_a_ticket(**fields: Any) -> Arguments:
    """What a form of filing says."""
    return lambda: {**fault(), "severity": 3, "subject": "It stopped", "description": "Since noon.", **fields}


def seen_here(**fields: Any) -> Arguments:
    """What the form of the properties says, made on the ticket as it stands."""
    return lambda: {**fault(), "subject": "It stopped again", "seen": "0", **fields}


def environment() -> dict[str, Any]:
    """What the form of an environment says."""
    return {"name": "Cellar", "version": fault()["version"], "use": "test", "region": ""}


def to_problem() -> dict[str, Any]:
    """The problem of the list, as the cause of a ticket."""
    return {"problem": problem_of_the_list()["number"]}


def written(customers: int) -> Answers:
    """What its author gets who says nothing new; the lead of the desk may not write for the author."""
    return {**of_the_desk(REFUSED, customers=customers), Reader.LEAD: FORBIDDEN}


def both(answer: int, agent: int) -> Answers:
    """What the customer's side gets where agents get something else."""
    return of_the_desk(agent, customers=answer)


def writing(answer: int, agent: int) -> Answers:
    """As above, where the viewer may only read."""
    return {**both(answer, agent), Reader.VIEWER: FORBIDDEN}


ENVIRONMENT: Rows = {"version": foreign.version}
FILING: Rows = {"version": foreign.version, "environment": foreign.environment}
OWN: Rows = {"environment": foreign.environment}
ANY = ("version",)  # an agent knows every version

WORST = said(name="Worst", query="severity=1")

OF_TICKETS: tuple[Address, ...] = (
    form("tickets:severity", of_the_desk(DONE), 60, edit(severity=3, reason="One form only.")),
    form("tickets:dispute", writing(REFUSED, FORBIDDEN), 30, said(), portrait=Reader.OWNER),
    form("tickets:dispute-decision", of_the_desk(REFUSED), 20, said(is_upheld="no")),
    form("tickets:hand-over", of_the_desk(REFUSED), 20, edit(note="Go on."), known=("desk",)),
    form("tickets:setting-aside", of_the_desk(DONE), 30, edit(reason="spam")),
    form("tickets:restoration", of_the_desk(REFUSED), 20, edit()),
    form("tickets:emergency", writing(REFUSED, FORBIDDEN), 60, edit(sure="on"), portrait=Reader.OWNER),
    form(
        "tickets:emergency-consent",
        writing(REFUSED, FORBIDDEN),
        30,
        said(units="1", sure="on"),
        portrait=Reader.OWNER,
        known=("units",),
    ),
    form("tickets:emergency-start", of_the_desk(REFUSED), 20, said()),
    form("tickets:emergency-refund", of_the_desk(REFUSED), 20, said(reason="A defect.")),
    form("tickets:emergency-end", of_the_desk(REFUSED), 20, said()),
    form(
        "tickets:follow-up",
        writing(DONE, FORBIDDEN),
        90,
        said(body="It is back."),
        portrait=Reader.OWNER,
        arguments=liams_old_ticket,
        rows={"uploads": foreign.upload},
    ),
    form(
        "tickets:bundle",
        writing(REFUSED, REFUSED),
        20,
        said(body="The bundle."),
        portrait=Reader.OWNER,
        rows={"uploads": foreign.upload},
    ),
    form("tickets:rating", writing(CONFLICT, FORBIDDEN), 20, said(score=5, comment="Well done"), portrait=Reader.OWNER),
    form("tickets:reply-text", written(FORBIDDEN), 20, said(body="Better."), arguments=vendors_reply),
    form("tickets:note-text", written(404), 20, said(body="Better."), arguments=vendors_note),
    form("tickets:redaction", of_the_desk(CONFLICT), 20, said(reason="A password")),
    form("tickets:reply-redaction", of_the_desk(CONFLICT), 20, said(reason="A key"), arguments=vendors_reply),
    form("tickets:note-redaction", of_the_desk(CONFLICT), 20, said(reason="A key"), arguments=vendors_note),
    form("tickets:file-redaction", of_the_desk(REFUSED), 20, said(reason="A key"), arguments=liams_file),
    form(
        "tickets:watchers",
        both(REFUSED, REFUSED),
        30,
        said(),
        portrait=Reader.OWNER,
        rows={"person": foreign.user},
    ),
    form("tickets:merge", of_the_desk(DONE), 70, to_another(), rows={"ticket": foreign.ticket}),
    form("tickets:separation", of_the_desk(REFUSED), 20, said()),
    form("tickets:links", of_the_desk(DONE), 40, to_another(kind="related"), rows={"ticket": foreign.ticket}),
    form("tickets:split", of_the_desk(200), 30, said(subject="A second matter", severity=3)),
    form("tickets:cause", of_the_desk(DONE), 40, to_problem, rows={"ticket": foreign.ticket}, known=("problem",)),
    form("tickets:answers", of_the_desk(DONE), 40, edit()),
    form("tickets:properties", of_the_desk(CONFLICT), 40, seen_here(), rows=OWN, known=ANY),
    form("tickets:tags", of_the_desk(DONE), 40, said(add="upgrade")),
    form("tickets:time", of_the_desk(DONE), 40, said(minutes="1h 30", what="Read the log.")),
    form("tickets:macro", of_the_desk(DONE), 60, edit(body="Thank you."), arguments=prepared),
)
OF_AGENTS: tuple[Address, ...] = (
    form(
        "tickets:queue-view-new",
        agents(DONE),
        20,
        WORST,
        arguments=dict,
        known=FILTERS,
    ),
    form(
        "tickets:queue-view",
        owner(DONE),
        20,
        WORST,
        arguments=edwards_view,
        known=FILTERS,
    ),
    form("tickets:queue-bulk", agents(DONE), 6, said(do="set_aside"), arguments=dict),
    form(
        "tickets:problem-new",
        agents(DONE),
        30,
        said(subject="A leak", description="Since 5.1."),
        arguments=dict,
        known=ANY,
    ),
    form("tickets:problem-edition", agents(DONE), 30, said(subject="A leak"), arguments=problem_of_the_list, known=ANY),
    form("tickets:problem-announcement", agents(REFUSED), 30, said(body=""), arguments=problem_of_the_list),
    form(
        "tickets:call", agents(REFUSED), 60, said(subject="It stopped"), arguments=owners_contact, rows=OWN, known=ANY
    ),
    form(
        "tickets:portal-view",
        {**agents(FORBIDDEN), **dict.fromkeys(DESK, REFUSED)},
        20,
        said(),
        arguments=owners_contact,
    ),
    form("people:work", itself(DONE), 30, said(day0="09:00-17:00"), arguments=agent_of_the_list),
)
OF_CUSTOMERS: tuple[Address, ...] = (
    form(
        "tickets:new",
        {**TO_KNOWN, **dict.fromkeys(filter(None, Reader), REFUSED)},
        40,
        of_a_ticket(subject=""),
        portrait=Reader.OWNER,
        arguments=dict,
        rows={**FILING, "uploads": foreign.upload},
    ),
    form(
        "people:contact",
        abc(of_abc=FORBIDDEN, manager=DONE),
        40,
        in_london(roles=["member", "viewer"]),
        portrait=Reader.MANAGER,
        arguments=owners_contact,
    ),
    form(
        "people:invitations",
        abc(of_abc=FORBIDDEN, manager=DONE),
        30,
        in_london(email="newest@abc.example", roles=["member"]),
        portrait=Reader.MANAGER,
        arguments=partial(dict, key="ABC"),
    ),
    form(
        "people:invitation",
        {**dict.fromkeys(Reader, CONFLICT), Reader.ANONYMOUS: REFUSED},
        20,
        said(name="Ines", password="short"),
        portrait=Reader.ANONYMOUS,
        arguments=link_to_abc,
    ),
    form(
        "environment-new",
        abc(of_abc=FORBIDDEN, manager=DONE),
        30,
        environment,
        portrait=Reader.MANAGER,
        arguments=partial(dict, key="ABC"),
        rows=ENVIRONMENT,
    ),
    form(
        "environment",
        abc(of_abc=FORBIDDEN, manager=DONE),
        30,
        environment,
        portrait=Reader.MANAGER,
        arguments=environment_of_abc,
        rows=ENVIRONMENT,
    ),
    form(
        "people:join",
        {**TO_KNOWN, **dict.fromkeys(filter(None, Reader), REFUSED)},
        20,
        said(message="I work there."),
        portrait=Reader.STRANGER,
        arguments=dict,
        rows={"organization": foreign.organization},
    ),
)
PAGES: tuple[Address, ...] = (*OF_TICKETS, *OF_AGENTS, *OF_CUSTOMERS)
