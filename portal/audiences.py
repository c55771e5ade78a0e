"""Whom an announcement concerns: customers by their licenses and regions, agents by their desks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.querysets import is_agent
from accounts.readers import person
from common.statements import Statement
from entitlements.models import License
from notifications import services
from notifications.models import Announcement
from notifications.querysets import AnnouncementQuerySet
from outbox.services import publish

BATCH = 200
"""So many people are told at a time; the rest by a piece of news of its own."""


def announcements_for(user: User | AnonymousUser) -> AnnouncementQuerySet:
    """The announcements that the reader may read: what was published for it; for an agent all."""
    if isinstance(user, AnonymousUser):
        return Announcement.objects.visible_to(user)
    contacts = user.contacts.filter(left_at=None)
    return Announcement.objects.visible_to(user, licenses=License.objects.visible_to(user), contacts=contacts)


def shown_to(user: User | AnonymousUser, at: datetime) -> list[Announcement]:
    """What runs at `at`, concerns the reader and was not dismissed by it."""
    if isinstance(user, AnonymousUser):
        return list(announcements_for(user).running(at))
    agent = user.agent.pk if is_agent(user) else None
    found: list[Announcement] = _SHOWN.rows(reader=user.pk, agent=agent, at=at)
    return found


def _shown(*, reader: int, agent: int | None, at: datetime) -> AnnouncementQuerySet:
    user = person(reader, agent=agent)
    return announcements_for(user).running(at).not_dismissed_by(user)


_SHOWN = Statement(_shown)


def concerned(announcement: Announcement) -> QuerySet[User]:
    """Everybody with an account whom the announcement concerns, by their keys."""
    contacts, agents = Q(contacts__left_at=None, contacts__isnull=False), Q(agent__isnull=False)
    if products := list(announcement.products.values_list("pk", flat=True)):
        contacts &= Q(contacts__organization__licenses__product__in=products)
    if regions := list(announcement.regions.values_list("pk", flat=True)):
        sold = Q(contacts__organization__licenses__sold_in__in=regions)
        contacts &= sold | Q(contacts__home_region__in=regions)
        agents &= Q(agent__memberships__desk__region__in=regions)
    return User.objects.filter(contacts | agents, is_active=True).distinct().order_by("pk")


def announced(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell the next of those whom an announcement concerns, if it is to be told and still published as it was."""
    found = Announcement.objects.running(at).filter(pk=key, is_mailed=True).first()
    if found is None or found.starts_at is None or found.starts_at != datetime.fromisoformat(payload["starts_at"]):
        return
    readers = list(concerned(found).filter(pk__gt=payload["after"])[:BATCH])
    services.tell(announcement=found, readers=readers, at=at)
    if len(readers) == BATCH:
        publish("announcement.published", key, at=at, payload={**payload, "after": readers[-1].pk})
