"""The saved views of the queue: which tickets each holds for an agent, and how many."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db.models import Exists
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent, User
from accounts.querysets import CONTRACT_ADMINISTRATORS, holds_role
from common.tally import Tally
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

COUNTED = 100
"""Counting stops here: one more than the 99 that are shown as a number."""


@dataclass(frozen=True)
class QueueView:
    """A named set of tickets, taken from those that an agent may see."""

    key: str
    label: Promise
    tickets: Callable[[TicketQuerySet, User], TicketQuerySet]
    empty: Promise


VIEWS = {
    view.key: view
    for view in (
        QueueView(
            "desks",
            _("My desks"),
            lambda seen, user: seen.at_desks_of(user).unfinished(),
            _("Nothing is open at your desks."),
        ),
        QueueView(
            "mine",
            _("Mine"),
            lambda seen, user: seen.assigned_to(user).unfinished(),
            _("No open ticket is assigned to you. Take one from your desks."),
        ),
        QueueView(
            "unassigned",
            _("Unassigned"),
            lambda seen, user: seen.at_desks_of(user).unassigned(),
            _("Every open ticket of your desks has somebody who works it."),
        ),
        QueueView(
            "waiting",
            _("Waiting"),
            lambda seen, user: seen.at_desks_of(user).waiting(),
            _("No ticket of your desks waits for an answer."),
        ),
        QueueView(
            "entitlement",
            _("Needs entitlement"),
            lambda seen, _user: seen.needing_entitlement(),
            _("Every ticket is covered by something that was sold."),
        ),
        QueueView(
            "all",
            _("All I see"),
            lambda seen, _user: seen,
            _("There is no ticket that you may see yet."),
        ),
    )
}


@dataclass(frozen=True)
class Tab:
    """A view as the page offers it; `count` is what to print, at most "99+"."""

    view: QueueView
    count: str
    current: bool


def tabs(user: User, chosen: str) -> list[Tab]:
    """The views that `user` may open, counted in one statement; an unknown choice is the first view."""
    tally = _tally(user)
    offered = [view for view in VIEWS.values() if view.key != "entitlement" or tally["is_contract_administrator"]]
    current = chosen if chosen in {view.key for view in offered} else _first(tally)
    return [Tab(view, _printed(tally[view.key]), view.key == current) for view in offered]


def _first(tally: dict[str, int]) -> str:
    """The view that the queue opens with: a contract administrator at no desk has nothing at its desks."""
    return "entitlement" if tally["is_contract_administrator"] and not tally["has_desk"] else "desks"


def _tally(user: User) -> dict[str, int]:
    seen = Ticket.objects.visible_to(user)
    counts = {key: Tally(view.tickets(seen, user).values("pk")[:COUNTED]) for key, view in VIEWS.items()}
    administers = holds_role(user, CONTRACT_ADMINISTRATORS)
    desks = Exists(Agent.objects.filter(user=user, memberships__isnull=False))
    counted = Agent.objects.filter(user=user).values(is_contract_administrator=administers, has_desk=desks, **counts)
    return cast("dict[str, int]", counted.get())


def _printed(count: int) -> str:
    return f"{COUNTED - 1}+" if count >= COUNTED else str(count)
