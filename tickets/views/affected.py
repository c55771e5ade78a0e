"""The tickets behind which a problem stands, as far as an agent works them, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Problem, Ticket
from tickets.querysets import FINISHED
from tickets.views import refusals

DONE: dict[str, Promise] = {"told": _("told"), "resolved": _("resolved")}


@dataclass(frozen=True)
class Affected:
    """Those that the reader works, by whether they still go on, and how many others there are."""

    going_on: list[Ticket]
    ended: list[Ticket]
    others: int

    @property
    def groups(self) -> tuple[list[Ticket], list[Ticket]]:
        """Those that go on first."""
        return self.going_on, self.ended

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.going_on) + len(self.ended) + self.others


@dataclass(frozen=True)
class Result:
    """What became of one ticket."""

    reference: str
    subject: str
    word: str
    is_done: bool


@dataclass(frozen=True)
class News:
    """What was done to all at once; `others` counts the tickets that the reader does not work."""

    pk: int
    title: str
    by: str
    at: datetime
    html: SafeString
    results: list[Result]
    others: int


def affected(problem: Problem, user: User) -> Affected:
    """Read them in two statements."""
    seen = Ticket.objects.worked_by(user).kept().filter(problem=problem)
    tickets = list(
        seen.select_related("organization", "requester", "desk")
        .defer("description", "description_html", "decision")
        .order_by("id")
    )
    every = problem.tickets.filter(is_set_aside=False).count()
    ended = [ticket for ticket in tickets if ticket.status in FINISHED]
    return Affected([ticket for ticket in tickets if ticket not in ended], ended, every - len(tickets))


def news(problem: Problem, user: User) -> list[News]:
    """What was done to all tickets of the problem, the newest first, with what became of those that `user` works."""
    rows = list(problem.news.select_related("by").order_by("-id"))
    keys = {key for row in rows for key, _code in row.results}
    seen = {ticket.pk: ticket for ticket in Ticket.objects.worked_by(user).filter(pk__in=keys)} if keys else {}
    return [
        News(
            row.pk,
            str(row.get_kind_display()),
            row.by.name,
            row.at,
            mark_safe(row.html),  # noqa: S308 - rendered and sanitized by common.markup when it was stored
            [_result(seen[key], code) for key, code in row.results if key in seen],
            len([key for key, _code in row.results if key not in seen]),
        )
        for row in rows
    ]


def _result(ticket: Ticket, code: str) -> Result:
    word = DONE.get(code) or refusals.WORDS.get(code, refusals.OTHER)
    return Result(ticket.reference, ticket.subject, str(word), code in DONE)


def chosen(tickets: Sequence[Ticket], references: Sequence[str]) -> list[Ticket]:
    """Those of `tickets` that were shown when the text was previewed."""
    return [ticket for ticket in tickets if ticket.reference in references]
