"""What happens to the entries of somebody's inbox."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from notifications import wording
from notifications.models import Notification
from notifications.querysets import NotificationQuerySet


def unread_of(user: Any) -> int:
    """How many entries are unread; asks nothing where the statement that fetched `user` has counted them."""
    counted = getattr(user, "unread_notices", None)
    if counted is None:
        return _own(user).unread().count() if user.pk else 0
    return int(counted)


def opened(*, user: User | AnonymousUser, about: str, at: datetime) -> None:
    """Mark as read what the inbox says about a thing that its reader opens; asks nothing where nothing is unread."""
    if not isinstance(user, AnonymousUser) and unread_of(user):
        Notification.objects.visible_to(user).unread().filter(about=about).update(read_at=at)


def said(entry: Notification) -> str:
    """What an entry says happened, in the language of now."""
    return wording.sentence(entry.code, entry.facts)


def mark_read(*, user: User, abouts: Collection[str], at: datetime | None) -> None:
    """Mark what the inbox says about some things as read, or with `at` None as unread again."""
    entries = _own(user).filter(about__in=abouts)
    if at is None:
        entries.update(read_at=None)
    else:
        entries.unread().update(read_at=at)


def mark_all(*, user: User, at: datetime) -> None:
    """Mark the whole inbox as read."""
    _own(user).unread().update(read_at=at)


def settle(*, about: str, at: datetime) -> None:
    """Mark what all inboxes say about a thing as read: it asks for nobody any more."""
    Notification.objects.filter(about=about).unread().update(read_at=at)


def withdraw(*, user: User, doors: Collection[str], at: datetime) -> None:
    """Let entries vanish whose reader may no longer read what they are about."""
    Notification.objects.filter(recipient=user, door__in=doors, withdrawn_at=None).update(withdrawn_at=at)


def rewrite(*, about: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Let `change` clean what all inboxes say about a thing; returns how many entries were changed."""
    changed = [(row, change(row.facts)) for row in Notification.objects.filter(about=about)]
    for row, facts in changed:
        if facts != row.facts:
            Notification.objects.filter(pk=row.pk).update(facts=facts)
    return sum(facts != row.facts for row, facts in changed)


def _own(user: User) -> NotificationQuerySet:
    return Notification.objects.visible_to(user)
