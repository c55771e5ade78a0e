"""Who is told by mail that a release is there, and that a version leaves support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from accounts.models import Contact, Organization
from downloads.models import Follow, LifecycleNotice, Release
from downloads.services.lifecycle import arm_notices, next_due, settle_notice
from entitlements.portfolio import EXTENDED, affected, terms_of
from outbox import services as outbox

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
            _mail_release(release, follow, at)


def tell_endings(*, at: datetime) -> int:
    """Arm the notices and tell those that are due at `at`; returns how many were told."""
    arm_notices(at=at)
    told = 0
    while (notice := next_due(at=at)) is not None and _tell(notice, at):
        told += 1
    return told


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
        _mail_ending(notice, contact, is_extended=contact.organization_id in extended, at=at)
    return True


def _told(organizations: Iterable[Organization]) -> Iterable[Contact]:
    """The managers and billing contacts of the organizations, each person once."""
    contacts = Contact.objects.current().with_role(*TOLD).filter(organization__in=list(organizations))
    rows = contacts.select_related("user", "organization").order_by("-id")
    return sorted({contact.user_id: contact for contact in rows}.values(), key=lambda contact: contact.pk)


def _mail_release(release: Release, follow: Follow, at: datetime) -> None:
    """Owe one mail, in the reader's language, as long as the reader may know of the release."""
    reader = follow.person
    outbox.mail(
        name="downloads/mail/published",
        recipient=reader.email,
        payload={
            "product": release.version.product.name,
            "number": release.number,
            "version": release.version.number,
            "kind": release.kind,
            "title": release.title,
            "url": reverse("downloads:release", args=[release.slug]),
            "unfollow_url": reverse("downloads:unfollow", args=[follow.token]),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"release.published:{release.pk}:{reader.email}",
        at=at,
        guard=f"release:{release.pk}:{reader.email}",
    )


def _mail_ending(notice: LifecycleNotice, contact: Contact, *, is_extended: bool, at: datetime) -> None:
    version, reader = notice.version, contact.user
    outbox.mail(
        name="downloads/mail/ending",
        recipient=reader.email,
        payload={
            "product": version.product.name,
            "version": version.number,
            "organization": contact.organization.name,
            "change": notice.change,
            "day": _day(notice.ends_on, reader.language),
            "days": (notice.ends_on - at.date()).days,
            "is_extended": is_extended,
            "url": reverse("downloads:version", args=[version.pk]),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"version.ending:{notice.pk}:{reader.email}",
        at=at,
    )


def _day(day: date, language: str) -> str:
    """A day in the reader's words, frozen with the mail."""
    with translation.override(language):
        return date_format(day, "j F Y")
