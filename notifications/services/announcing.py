"""Announcements: written as drafts, published for a time, told once, taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from catalog.models import Product, Region
from common import markup
from common.refusal import Unable
from notifications import wording
from notifications.models import Announcement, AnnouncementEvent, Dismissal
from notifications.permissions import may_announce
from notifications.services.telling import News, notify
from outbox.services import publish

MAIL = "notifications/mail/announcement"


class UnableToAnnounce(Unable):
    """Codes: `not_an_announcer`, `ends_before_it_starts`, `over`, `not_published`."""


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What an announcement says, and to whom."""

    title: str
    body: str
    severity: str = Announcement.Severity.INFO
    products: tuple[Product, ...] = ()
    regions: tuple[Region, ...] = ()
    is_public: bool = False
    is_mailed: bool = False


@transaction.atomic
def draft_announcement(*, draft: AnnouncementDraft, actor: User, at: datetime) -> Announcement:
    """Keep a new announcement, which nobody but agents sees before it is published.

    Raises:
        UnableToAnnounce: when `actor` may not.
    """
    _check(actor)
    return _write(Announcement(written_by=actor), draft, "drafted", actor, at)


@transaction.atomic
def write_announcement(*, announcement: Announcement, draft: AnnouncementDraft, actor: User, at: datetime) -> None:
    """Change what an announcement says; a published one says it at once, and is not told again.

    Raises:
        UnableToAnnounce: when `actor` may not.
    """
    _check(actor)
    _write(announcement, draft, "rewritten", actor, at)


@transaction.atomic
def announce(
    *, announcement: Announcement, actor: User, at: datetime, starts_at: datetime | None, ends_at: datetime | None
) -> None:
    """Publish an announcement in [starts_at, ends_at); without a start at once, without an end until it is taken back.

    If it is to be told, everybody whom it concerns is told when it starts, once ever.

    Raises:
        UnableToAnnounce: when `actor` may not, or the time is over before it starts.
    """
    _check(actor)
    starts_at = starts_at or announcement.starts_at or at
    if ends_at is not None and ends_at <= max(starts_at, at):
        raise UnableToAnnounce("ends_before_it_starts")
    announcement.starts_at, announcement.ends_at, announcement.changed_at = starts_at, ends_at, at
    announcement.save(update_fields=["starts_at", "ends_at", "changed_at"])
    _record(announcement, "published", actor, at)
    owe_telling(announcement=announcement, at=at)


@transaction.atomic
def take_back(*, announcement: Announcement, actor: User, at: datetime) -> None:
    """End an announcement now; one that has not started is a draft again.

    Raises:
        UnableToAnnounce: when `actor` may not, or it is not published or over.
    """
    _check(actor)
    if announcement.starts_at is None:
        raise UnableToAnnounce("not_published")
    if announcement.ends_at is not None and announcement.ends_at <= at:
        raise UnableToAnnounce("over")
    has_started = announcement.starts_at < at
    announcement.starts_at = announcement.starts_at if has_started else None
    announcement.ends_at = at if has_started else None
    announcement.changed_at = at
    announcement.save(update_fields=["starts_at", "ends_at", "changed_at"])
    _record(announcement, "taken_back", actor, at)


@transaction.atomic
def keep(*, announcement: Announcement, actor: Any, is_new: bool, at: datetime) -> None:
    """Save an announcement as the administration wrote it, whose permissions were asked."""
    announcement.html, announcement.changed_at = markup.html(announcement.body), at
    if is_new:
        announcement.written_by = actor
    announcement.save()
    _record(announcement, "drafted" if is_new else "rewritten", actor, at)


def owe_telling(*, announcement: Announcement, at: datetime) -> None:
    """Have everybody whom a published announcement concerns told when it starts, if it is to be told."""
    if announcement.starts_at is None:
        return
    payload = {"starts_at": announcement.starts_at.isoformat(), "after": 0}
    due_at = max(announcement.starts_at, at)
    publish("announcement.published", str(announcement.pk), at=at, payload=payload, due_at=due_at)


def history_of(announcement: Announcement) -> list[tuple[str, datetime]]:
    """What was done to an announcement and when, the last act first."""
    events = announcement.events.select_related("actor").order_by("-pk")
    return [(str(wording.EVENTS[event.code]) % {"by": event.actor}, event.at) for event in events]


def dismiss(*, announcement: Announcement, user: User, at: datetime) -> None:
    """Take an announcement off somebody's pages."""
    Dismissal.objects.bulk_create([Dismissal(announcement=announcement, user=user, at=at)], ignore_conflicts=True)


def tell(*, announcement: Announcement, readers: Iterable[User], at: datetime) -> None:
    """Tell people of an announcement that concerns them, each once ever."""
    news = News(
        kind="announcement",
        code="announced",
        about=f"announcement:{announcement.pk}",
        event=f"announcement:{announcement.pk}",
        title=announcement.title,
        url=reverse("announcement", args=[announcement.pk]),
        mail=MAIL,
        door=f"announcement:{announcement.pk}",
        facts={
            "title": announcement.title,
            "severity": announcement.severity,
            "body": announcement.body,
            "html": markup.without_pictures(announcement.html),
        },
    )
    for reader in readers:
        notify(reader=reader, news=news, at=at)


def _check(actor: User) -> None:
    if not may_announce(actor):
        raise UnableToAnnounce("not_an_announcer")


def _write(announcement: Announcement, draft: AnnouncementDraft, code: str, actor: User, at: datetime) -> Announcement:
    announcement.title, announcement.body, announcement.severity = draft.title, draft.body, draft.severity
    announcement.html = markup.html(draft.body)
    announcement.is_public, announcement.is_mailed = draft.is_public, draft.is_mailed
    announcement.changed_at = at
    announcement.save()
    announcement.products.set(draft.products)
    announcement.regions.set(draft.regions)
    _record(announcement, code, actor, at)
    return announcement


def _record(announcement: Announcement, code: str, actor: User, at: datetime) -> None:
    facts = {"title": announcement.title}
    AnnouncementEvent.objects.create(announcement=announcement, actor=actor, code=code, at=at, data=facts)
