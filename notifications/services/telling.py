"""The one way to tell a person something: into the inbox, out by mail, or into the next digest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from notifications.models import Notification
from notifications.rules import KINDS, Kind, Mail, Way, quiet_until, way_of
from notifications.services.wishes import is_muted, times_of, wish_of
from outbox import services as outbox


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """What one person is told of one event, frozen when it happened.

    `code` names the sentence of `wording.SENTENCES`, `by` and `what` fill it. `about` is the thing, for groups and
    mutes, `title` what it is called, `url` the path where it stands. `event` names the event: nobody is told it twice.
    `mail` is the template of the mail, which sees `facts` besides; it is empty where the mail goes by another way.
    `door` ("note:ABC-1042") is asked again before it is shown or sent; without one the news may always be read.
    """

    kind: str
    code: str
    about: str
    event: str
    title: str
    url: str
    mail: str
    door: str = ""
    by: str = ""
    what: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def notify(*, reader: User, news: News, at: datetime) -> None:
    """Tell `reader` the news as it wants that kind told, once: in the transaction of what caused it.

    A mail that comes due in the reader's quiet hours waits in the outbox for their end, unless its kind is urgent.
    """
    kind = KINDS[news.kind]
    way = way_of(kind, wish_of(reader, kind.code), is_muted=is_muted(reader, news.about))
    key = f"{news.event}:{reader.email}"
    if way == Way(inbox=False, mail=Mail.OFF) or Notification.objects.filter(dedupe_key=key).exists():
        return
    due_at = _digest_due(reader, at) if way.mail is Mail.DIGEST else None
    _keep(reader, news, way, key, due_at, at)
    if way.mail is Mail.NOW and news.mail:
        _mail(reader, news, kind, key, at)


def _digest_due(reader: User, at: datetime) -> datetime:
    """When the reader's next digest is due; the first notice that waits for it rings for it."""
    due_at = times_of(reader).digest_after(reader, at)
    if not Notification.objects.waiting_for_digest().filter(recipient=reader, digest_at=due_at).exists():
        outbox.publish("digest.due", str(reader.pk), at=at, due_at=due_at)
    return due_at


def _keep(reader: User, news: News, way: Way, key: str, digest_at: datetime | None, at: datetime) -> None:
    row = Notification(
        recipient=reader,
        kind=news.kind,
        code=news.code,
        about=news.about,
        door=news.door,
        facts={"title": news.title, "by": news.by, "what": news.what},
        url=news.url,
        dedupe_key=key,
        at=at,
        is_shown=way.inbox,
        digest_at=digest_at,
    )
    Notification.objects.bulk_create([row], ignore_conflicts=True)


def _mail(reader: User, news: News, kind: Kind, key: str, at: datetime) -> None:
    quiet = None if kind.is_urgent else times_of(reader).quiet(reader)
    outbox.mail(
        name=news.mail,
        recipient=reader.email,
        payload={
            **news.facts,
            "notice": kind.code,
            "reader": reader.name,
            "url": news.url,
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=key,
        at=at,
        guard=f"{news.door}:{reader.email}" if news.door else "",
        due_at=quiet_until(quiet, at) if quiet else at,
    )
