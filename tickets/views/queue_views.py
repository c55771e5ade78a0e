"""The built-in views of the queue: which tickets each holds for an agent."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet


@dataclass(frozen=True)
class QueueView:
    """A named set of tickets, taken from those that an agent may see or from its own.

    By promise, or `latest_first` where nothing is promised any more.
    """

    key: str
    label: Promise
    tickets: Callable[[TicketQuerySet, User], TicketQuerySet]
    empty: Promise
    latest_first: bool = False


VIEWS = {
    view.key: view
    for view in (
        QueueView(
            "desks",
            _("My desks"),
            lambda _seen, user: Ticket.objects.at_desks_of(user).unfinished(),
            _("Nothing is open at your desks."),
        ),
        QueueView(
            "mine",
            _("Mine"),
            lambda _seen, user: Ticket.objects.assigned_to(user).unfinished(),
            _("No open ticket is assigned to you. Take one from your desks."),
        ),
        QueueView(
            "unassigned",
            _("Unassigned"),
            lambda _seen, user: Ticket.objects.at_desks_of(user).unassigned(),
            _("Every open ticket of your desks has somebody who works it."),
        ),
        QueueView(
            "waiting",
            _("Waiting"),
            lambda _seen, user: Ticket.objects.at_desks_of(user).waiting(),
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
            _("All open"),
            lambda seen, _user: seen.unfinished(),
            _("There is no open ticket that you may see."),
        ),
        QueueView(
            "finished",
            _("Finished"),
            lambda seen, _user: seen.finished(),
            _("No ticket that you may see is resolved or closed yet."),
            latest_first=True,
        ),
    )
}
