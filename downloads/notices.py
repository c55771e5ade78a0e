"""Who is told that a release is there, and that a version leaves support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import Contact, Organization
from common.days import day_in
from downloads.models import Follow, LifecycleNotice, Release
from downloads.services.lifecycle import arm_notices, due_notices, settle_notice
from entitlements.portfolio import EXTENDED, affected, terms_of
from notifications.services import News, notify
from oncall import services as oncall

MOST = 200
"""Notices of one sweep."""
TOLD = ("manager", "billing")
"""The roles of a contact that are told that a version leaves support."""


def published(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell everybody who follows the product and may know of the release; each may end it with one click."""
    rows = Release.objects.filter(pk=key, state=Release.State.PUBLISHED).select_related("version__product")
    release = rows.first()
    if release is None:
        return
    follows = Follow.objects.filter(product=release.version.product_id, person__is_active=True)
    for follow in follows.select_related("person").order_by("id"):
        if Release.objects.filter(pk=release.pk).visible_to(follow.person).exists():
            _tell_release(release, follow, at)


def tell_endings(*, at: datetime) -> int:
    """Arm the notices and tell those that are due at `at`; returns how many were told."""
    arm_notices(at=at)
    due = due_notices(at=at)
    return sum(oncall.do_each(due, partial(_tell, at=at), kind="lifecycle", about=_about, at=at, limit=MOST))


def _about(notice: LifecycleNotice) -> tuple[str, str]:
    return str(notice.version), reverse("downloads:version", args=[notice.version_id])


@transaction.atomic
def _tell(notice: LifecycleNotice, at: datetime) -> bool:
    organizations = list(affected(notice.version))
    product, day = notice.version.product_id, notice.ends_on
    noon = datetime.combine(max(day, at.date()), time(12), at.tzinfo)
    terms = terms_of(EXTENDED, {each.pk for each in organizations})
    extended = {term.organization for term in terms if term.product == product and term.holds(noon)}
    contacts = list(_told(organizations))
    if not settle_notice(notice, at=at, told=len({contact.user_id for contact in contacts})):
        return False
    for contact in contacts:
        _tell_ending(notice, contact, is_extended=contact.organization_id in extended, at=at)
    return True


def _told(organizations: Iterable[Organization]) -> Iterable[Contact]:
    """The managers and billing contacts of the organizations, each person once."""
    contacts = Contact.objects.current().with_role(*TOLD).filter(organization__in=list(organizations))
    rows = contacts.select_related("user", "organization").order_by("-id")
    return sorted({contact.user_id: contact for contact in rows}.values(), key=lambda contact: contact.pk)


def _tell_release(release: Release, follow: Follow, at: datetime) -> None:
    """Tell one follower, in its language, as long as it may know of the release."""
    product = release.version.product
    facts = {
        "product": product.name,
        "number": release.number,
        "version": release.version.number,
        "kind": release.kind,
        "title": release.title,
        "unfollow_url": reverse("downloads:unfollow", args=[follow.token]),
    }
    news = News(
        kind="release",
        code="released",
        about=f"product:{product.pk}",
        event=f"release.published:{release.pk}",
        title=product.name,
        url=reverse("downloads:release", args=[release.slug]),
        mail="downloads/mail/published",
        door=f"release:{release.pk}",
        what=f"{release.number} ({release.title})",
        facts=facts,
    )
    notify(reader=follow.person, news=news, at=at)


def _tell_ending(notice: LifecycleNotice, contact: Contact, *, is_extended: bool, at: datetime) -> None:
    version, reader = notice.version, contact.user
    facts = {
        "product": version.product.name,
        "version": version.number,
        "organization": contact.organization.name,
        "change": notice.change,
        "day": day_in(reader.language, notice.ends_on),
        "days": (notice.ends_on - at.date()).days,
        "is_extended": is_extended,
    }
    news = News(
        kind="ending",
        code="ending",
        about=f"product:{version.product_id}",
        event=f"version.ending:{notice.pk}",
        title=version.product.name,
        url=reverse("downloads:version", args=[version.pk]),
        mail="downloads/mail/ending",
        what=version.number,
        facts=facts,
    )
    notify(reader=reader, news=news, at=at)
