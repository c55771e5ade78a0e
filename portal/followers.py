"""How news travels up: what each kind of message sets off, and whether its reader may still read it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from community import indexing as community_index
from community import notices as community
from community.services import may_read as may_read_post
from downloads import indexing as release_index
from downloads import notices as release_notices
from downloads import services as downloads
from entitlements import notices as entitlements
from knowledgebase import indexing as articles
from knowledgebase import notices as articles_news
from knowledgebase import services as knowledgebase
from notifications import notices as people
from notifications import services as notifications
from oncall import services as oncall
from outbox import services as outbox
from outbox.models import OutboundMessage
from outbox.services import Handler, NotReadableError
from portal import audiences, doors
from portal.bridges.news import known_issue_fixed
from tickets import indexing
from tickets import notices as tickets
from tickets.services import cover_again, files, give_unowned, may_read, may_read_notes, reviews
from uploads import services as uploads


class Follower(Protocol):
    """A service of an upper app that is told a topic. It may be told twice and must not mind."""

    __qualname__: str

    def __call__(self, *, key: str, payload: Mapping[str, Any], at: datetime) -> None:
        """Do what the news asks for; `key` names the thing it is about."""


FOLLOWERS: Mapping[str, tuple[Follower, ...]] = {
    "agent.changed": (oncall.agent_changed,),
    "announcement.published": (audiences.announced,),
    "article.changed": (articles.changed,),
    "article.due": (knowledgebase.publish_due,),
    "article.fixed": (known_issue_fixed,),
    "article.published": (articles_news.published,),
    "calendar.changed": (reviews.calendar_changed, oncall.calendar_changed),
    "file.scanned": (uploads.scanned, files.scanned, downloads.scanned, knowledgebase.scanned),
    "contract.changed": (cover_again, reviews.contract_changed, oncall.contract_changed),
    "contract.ending": (entitlements.contract_ending,),
    "package.changed": (reviews.package_changed, oncall.package_changed),
    "digest.due": (notifications.digest_due,),
    "emergency.asked": (tickets.emergency_asked,),
    "emergency.ended": (tickets.emergency_ended,),
    "emergency.extended": (tickets.emergency_extended,),
    "emergency.started": (tickets.emergency_started,),
    "file.infected": (tickets.infected,),
    "join.asked": (people.join_asked,),
    "join.decided": (people.join_decided,),
    "page.owed": (tickets.page_owed,),
    "promise.broken": (tickets.promise_broken,),
    "promise.warned": (tickets.promise_warned,),
    "promises.applying": (reviews.go_on_applying,),
    "promises.to_review": (tickets.to_review,),
    "contact.moved": (indexing.contact_moved,),
    "rota.changed": (oncall.rota_changed,),
    "ticket.touched": (indexing.touched, tickets.call_owner),
    "page.called": (indexing.called,),
    "ticket.filed": (tickets.filed, give_unowned),
    "ticket.replied": (tickets.replied,),
    "ticket.noted": (tickets.noted,),
    "ticket.changed": (tickets.changed,),
    "ticket.unowned": (give_unowned,),
    "ticket.watched": (tickets.watched,),
    "ticket.rated": (tickets.rated,),
    "ticket.merged": (tickets.merged,),
    "ticket.covered": (tickets.covered,),
    "ticket.uncovered": (tickets.uncovered,),
    "ticket.handed_over": (tickets.handed_over,),
    "ticket.severity_changed": (tickets.severity_changed,),
    "ticket.severity_disputed": (tickets.severity_disputed,),
    "ticket.dispute_decided": (tickets.dispute_decided,),
    "refund.decided": (entitlements.refund_decided,),
    "refund.proposed": (entitlements.refund_proposed,),
    "release.changed": (release_index.changed,),
    "release.due": (downloads.publish_due,),
    "release.published": (release_notices.published,),
    "units.noticed": (entitlements.units_noticed,),
    "units.ordered": (entitlements.units_ordered,),
    "units.paid": (entitlements.units_paid,),
    "window.booked": (tickets.window_changed,),
    "window.cancelled": (tickets.window_changed,),
    "window.ended": (tickets.window_changed,),
    "window.given": (tickets.window_changed,),
    "window.moved": (tickets.window_changed,),
    "window.opened": (tickets.window_changed,),
    "window.reminded": (tickets.window_changed,),
    "window.unstaffed": (tickets.window_unstaffed,),
    "thread.changed": (community_index.thread_changed,),
    "thread.answered": (community.answered,),
}
"""Who is told each topic. A topic that is not named here is an error."""

GUARDS: Mapping[str, Callable[[str, str], bool]] = {
    "ticket": may_read,
    "note": may_read_notes,
    "thread": may_read_post,
    "release": downloads.may_read,
    "announcement": doors.may_read_announcement,
    "join": doors.may_read_request,
    "contract": doors.may_read_contract,
}
"""By what a guard begins with: whether the thing of that name may be read by the address that follows."""
GUARDS_OF_THE_DAY: Mapping[str, Callable[[str, str, datetime], bool]] = {
    "article": knowledgebase.may_read,
    "article-title": knowledgebase.may_know,
}
"""The same, where the answer changes with the day: Gold begins and ends."""


def handlers(at: datetime) -> Mapping[str, Handler]:
    """How each kind of message is delivered at `at`."""

    def mail(message: OutboundMessage) -> None:
        ask(message.guard, at)
        if not notifications.still_wanted(message):
            raise NotReadableError(f"{message.recipient} wants no such mails any more.")
        if message.name == notifications.DIGEST:
            send_digest(message)
        else:
            notifications.send_mail(message)

    def page(message: OutboundMessage) -> None:
        oncall.deliver(message=message, at=at)

    def topic(message: OutboundMessage) -> None:
        names = list(dict.fromkeys(map(name_of, FOLLOWERS[message.name])))
        if len(names) < 2 or "follower" in message.payload:  # noqa: PLR2004 - it has one follower
            tell(message, at)
            return
        for name in names:
            outbox.hand_on(message, to=name, at=at)

    return {"mail": mail, "page": page, "topic": topic}


def tell(message: OutboundMessage, at: datetime) -> None:
    """Tell a piece of news to its followers in order, or to the one that it was handed on to, in one transaction.

    Raises:
        LookupError: if nobody follows it, or not under that name.
    """
    told = {name_of(follow): follow for follow in FOLLOWERS[message.name]}
    named = message.payload.get("follower")
    for follow in told.values() if named is None else [told[named]]:
        follow(key=message.payload["key"], payload=message.payload, at=at)


def name_of(follow: Follower) -> str:
    """What a follower is called in a message that is for it alone."""
    return f"{follow.__module__}.{follow.__qualname__}"


def send_digest(message: OutboundMessage) -> None:
    """Send what its reader may read of a digest by now.

    Raises:
        NotReadableError: when nothing is left of it.
    """
    entries = notifications.entries_of(message)
    open_ones = doors.readable(entries[0].recipient, entries)[0] if entries else []
    notifications.send_digest(message, open_ones)


def ask(guard: str, at: datetime) -> None:
    """Ask a guard such as "ticket:ABC-1042:person@abc.example" again at `at`; an empty one asks nothing.

    Raises:
        NotReadableError: if the answer is no.
        LookupError: if nobody can answer; what cannot be asked is not sent.
    """
    if not guard:
        return
    kind, name, address = guard.split(":", 2)
    asked = GUARDS_OF_THE_DAY.get(kind)
    if not (asked(name, address, at) if asked else GUARDS[kind](name, address)):
        raise NotReadableError(f"{address} may no longer read {kind} {name}.")
