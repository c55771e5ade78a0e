"""One fault behind the tickets of several customers: which ones, what all are told, and that it is solved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.querysets import is_agent
from catalog.models import Product, Version
from common import markup
from common.refusal import Unable
from tickets import rules
from tickets.models import Problem, ProblemNews, Ticket
from tickets.services.changes import lock, record, touch
from tickets.services.conversation import reply
from tickets.services.life import resolve
from tickets.services.together import require_agent

TOLD, RESOLVED = "told", "resolved"


class UnableToHandleProblem(Unable):
    """Codes: `agents_only`, `forbidden`, `no_subject`, `empty`, `too_long`, `problem_solved`, `not_affected`.

    Also `not_solved` and `finished`.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDraft:
    """What agents know of a fault."""

    subject: str
    description: str = ""
    product: Product | None = None
    version: Version | None = None


@transaction.atomic
def open_problem(*, draft: ProblemDraft, actor: User, at: datetime) -> Problem:
    """Name a fault, so that tickets can be attached to it.

    Raises:
        UnableToHandleProblem: without a subject, or by somebody who is no agent.
    """
    if not is_agent(actor):
        raise UnableToHandleProblem("agents_only")
    return Problem.objects.create(**_fields(draft), opened_by=actor, opened_at=at)


@transaction.atomic
def edit_problem(*, problem: Problem, draft: ProblemDraft, actor: User) -> None:
    """Say better what agents know of a fault.

    Raises:
        UnableToHandleProblem: see `open_problem`.
    """
    if not is_agent(actor):
        raise UnableToHandleProblem("agents_only")
    Problem.objects.filter(pk=problem.pk).update(**_fields(draft))


@transaction.atomic
def attach_to_problem(*, ticket: Ticket, problem: Problem, actor: User, at: datetime) -> None:
    """Say that the problem is behind the ticket; it leaves the one that it was attached to. No customer learns of it.

    Raises:
        UnableToHandleProblem: for a solved problem, or an actor who does not work the ticket.
    """
    lock(ticket)
    require_agent(actor, (ticket,), UnableToHandleProblem)
    if problem.solved_at:
        raise UnableToHandleProblem("problem_solved")
    if ticket.problem_id == problem.pk:
        return
    ticket.problem = problem
    touch(ticket, "problem", at=at)
    _record(ticket, "problem_attached", problem, actor, at)


@transaction.atomic
def detach_from_problem(*, ticket: Ticket, actor: User, at: datetime) -> None:
    """Say that the ticket has another cause.

    Raises:
        UnableToHandleProblem: when no problem is behind it, or the actor does not work the ticket.
    """
    lock(ticket)
    require_agent(actor, (ticket,), UnableToHandleProblem)
    if ticket.problem is None:
        raise UnableToHandleProblem("not_affected")
    problem, ticket.problem = ticket.problem, None
    touch(ticket, "problem", at=at)
    _record(ticket, "problem_detached", problem, actor, at)


@transaction.atomic
def tell_all(*, problem: Problem, tickets: Sequence[Ticket], body: str, actor: User, at: datetime) -> ProblemNews:
    """Send one text as a reply into each of `tickets`; one that refuses it is left out, and the news say why.

    Raises:
        UnableToHandleProblem: for a text that cannot be sent to any of them.
    """
    _require_text(body)

    def tell(ticket: Ticket) -> str:
        reply(ticket=ticket, author=actor, body=body, at=at)
        return TOLD

    return _each(problem, ProblemNews.Kind.TOLD, tickets, tell, body=body, actor=actor, at=at)


@transaction.atomic
def solve_problem(*, problem: Problem, tickets: Sequence[Ticket], body: str, actor: User, at: datetime) -> ProblemNews:
    """Say that the fault is mended and resolve `tickets`, with `body` as a last reply if there is one.

    Raises:
        UnableToHandleProblem: when it is solved already, or for a text that cannot be sent to any of them.
    """
    if body.strip():
        _require_text(body)
    if not Problem.objects.filter(pk=problem.pk, solved_at=None).update(solved_at=at):
        raise UnableToHandleProblem("problem_solved")

    def end(ticket: Ticket) -> str:
        if body.strip():
            reply(ticket=ticket, author=actor, body=body, at=at)
        resolve(ticket=ticket, actor=actor, at=at)
        return RESOLVED

    return _each(problem, ProblemNews.Kind.SOLVED, tickets, end, body=body, actor=actor, at=at)


@transaction.atomic
def reopen_problem(*, problem: Problem, actor: User, at: datetime) -> ProblemNews:
    """Say that the fault is back: tickets join it again. Those that ended stay ended, and no customer is told.

    Raises:
        UnableToHandleProblem: `not_solved`, or by somebody who is no agent.
    """
    if not is_agent(actor):
        raise UnableToHandleProblem("agents_only")
    if not Problem.objects.filter(pk=problem.pk, solved_at__isnull=False).update(solved_at=None):
        raise UnableToHandleProblem("not_solved")
    problem.solved_at = None
    return ProblemNews.objects.create(problem=problem, kind=ProblemNews.Kind.REOPENED, by=actor, at=at)


def _each(
    problem: Problem,
    kind: ProblemNews.Kind,
    tickets: Sequence[Ticket],
    act: Callable[[Ticket], str],
    *,
    body: str,
    actor: User,
    at: datetime,
) -> ProblemNews:
    """Do `act` to each ticket or to none of its rows, and keep what became of it."""
    in_turn = sorted(tickets, key=lambda ticket: ticket.pk)  # everybody locks in this order
    results = [(ticket.pk, _attempt(problem, ticket.pk, act, actor)) for ticket in in_turn]
    return ProblemNews.objects.create(
        problem=problem, kind=kind, body=body, html=markup.html(body), by=actor, at=at, results=results
    )


def _attempt(problem: Problem, key: int, act: Callable[[Ticket], str], actor: User) -> str:
    try:
        with transaction.atomic():
            ticket = Ticket.objects.select_for_update().get(pk=key)
            require_agent(actor, (ticket,), UnableToHandleProblem)
            _require_affected(problem, ticket)
            return act(ticket)
    except Unable as refusal:
        return refusal.code


def _require_affected(problem: Problem, ticket: Ticket) -> None:
    """A ticket that left the problem since it was listed, or that has ended, is left out."""
    if ticket.problem_id != problem.pk:
        raise UnableToHandleProblem("not_affected")
    if ticket.status in rules.FINISHED or ticket.is_set_aside:
        raise UnableToHandleProblem("finished")


def _require_text(body: str) -> None:
    if problem := rules.text_problem(body):
        raise UnableToHandleProblem(problem)


def _fields(draft: ProblemDraft) -> dict[str, object]:
    if not draft.subject.strip():
        raise UnableToHandleProblem("no_subject")
    return {
        "subject": draft.subject.strip()[:200],
        "description": draft.description,
        "description_html": markup.html(draft.description),
        "product": draft.product,
        "version": draft.version,
    }


def _record(ticket: Ticket, code: str, problem: Problem, actor: User, at: datetime) -> None:
    data = {"problem": str(problem), "number": problem.pk}
    record(ticket, actor=actor, code=code, at=at, data=data, is_internal=True)
