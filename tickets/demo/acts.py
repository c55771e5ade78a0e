"""What the people of the demo world do to its tickets, each through its service."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from catalog.models import Desk
from tickets import rules, services
from tickets.demo.telling import Act, Step
from tickets.models import SettingAside, Ticket

Deed = Callable[[Ticket, User, str, datetime], object]


def work(ticket: Ticket, step: Step, at: datetime) -> None:
    """Do one step of a ticket's story at `at`: nobody does anything to a ticket that they do not see."""
    who = User.objects.get(email=step.who)
    ticket.refresh_from_db(from_queryset=Ticket.objects.visible_to(who))
    _DEEDS[step.act](ticket, who, step.text, at)


def _set(status: Ticket.Status) -> Deed:
    """Put the ticket to `status`; the text says what the customer is asked for."""

    def put(ticket: Ticket, who: User, text: str, at: datetime) -> None:
        services.change_status(ticket=ticket, actor=who, status=status.value, waiting_for=text, at=at)

    return put


def _rate(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    score, _, comment = text.partition(" ")
    services.rate(ticket=ticket, actor=who, score=int(score), comment=comment, at=at)


def _set_severity(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    severity, _, reason = text.partition(" ")
    services.change_severity(ticket=ticket, actor=who, severity=int(severity), reason=reason, at=at)


def _dispute(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    severity, _, reason = text.partition(" ")
    services.dispute_severity(ticket=ticket, actor=who, asks_for=int(severity), reason=reason, at=at)


def _hand_over(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    """To the desk that the text names, or to another one where the ticket stands there already: it is the hour's."""
    code, _, note = text.partition(" ")
    others = Desk.objects.exclude(tickets=ticket).order_by("id")
    desk = others.filter(code=code.lower()).first() or others[0]
    services.hand_over(ticket=ticket, actor=who, desk=desk, note=note, at=at)


def _follow_up(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    """The grace of the old ticket is over by then, and the sweep has closed it."""
    services.close_resolved(at)
    ticket.refresh_from_db()
    services.follow_up(ticket=ticket, requester=who, body=text, at=at)


def _edit(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    last = ticket.replies.filter(author=who).latest("id")
    services.edit(message=last, actor=who, body=text, read=rules.fingerprint(last.body), at=at)


def _watch(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    services.watch(ticket=ticket, person=User.objects.get(email=text), actor=who, at=at)


def _log_time(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    minutes, _, what = text.partition(" ")
    services.log_time(ticket=ticket, agent=who.agent, minutes=int(minutes), what=what, at=at)


def _draft(ticket: Ticket, who: User, text: str, at: datetime) -> None:
    services.keep_draft(user=who, place=ticket.reference, fields={"body": text}, read="", at=at)


_DEEDS: dict[Act, Deed] = {
    Act.TAKE: lambda ticket, who, _, at: services.take(ticket=ticket, agent=who.agent, at=at),
    Act.REPLY: lambda ticket, who, text, at: services.reply(ticket=ticket, author=who, body=text, at=at),
    Act.NOTE: lambda ticket, who, text, at: services.add_note(ticket=ticket, author=who, body=text, at=at),
    Act.ASK: _set(Ticket.Status.WAITING_FOR_CUSTOMER),
    Act.WAIT: _set(Ticket.Status.WAITING_FOR_VENDOR),
    Act.SCHEDULE: _set(Ticket.Status.SCHEDULED),
    Act.RESOLVE: lambda ticket, who, _, at: services.resolve(ticket=ticket, actor=who, at=at),
    Act.CLOSE: lambda ticket, who, _, at: services.close(ticket=ticket, actor=who, at=at),
    Act.REOPEN: lambda ticket, who, text, at: services.reply(ticket=ticket, author=who, body=text, at=at),
    Act.RATE: _rate,
    Act.SEVERITY: _set_severity,
    Act.DISPUTE: _dispute,
    Act.HAND_OVER: _hand_over,
    Act.SPAM: lambda ticket, who, _, at: services.set_aside(
        ticket=ticket, actor=who, reason=SettingAside.Reason.SPAM.value, at=at
    ),
    Act.FOLLOW_UP: _follow_up,
    Act.EDIT: _edit,
    Act.WATCH: _watch,
    Act.TAG: lambda ticket, who, text, at: services.tag(ticket=ticket, actor=who, add=text.split(), at=at),
    Act.TIME: _log_time,
    Act.DRAFT: _draft,
}
