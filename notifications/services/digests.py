"""Digests: what waits for one is taken up by one mail when it is due; each notice at most once, and none when empty."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import translation

from accounts.models import User
from notifications import wording
from notifications.models import Notification
from notifications.rules import KINDS, quiet_until
from notifications.services.letters import send_mail
from notifications.services.wishes import times_of
from outbox import services as outbox
from outbox.models import OutboundMessage

DIGEST = "notifications/mail/digest"
MOST = 100
"""So many notices stand in one digest; how many more there are is said beneath."""


def digest_due(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Owe a person the digest that is due at `at`; what it takes up is in no other. Nothing is owed when it is empty.

    The mail holds keys only: what it says is read, and asked whether it may be, when it is sent.
    """
    reader = User.objects.filter(pk=key, is_active=True).first()
    due = Notification.objects.for_digest(at).filter(recipient=int(key))
    rows = list(due.select_for_update().order_by("id").values_list("pk", flat=True))
    if reader is None or not rows:
        return
    Notification.objects.filter(pk__in=rows).update(digested_at=at)
    quiet = times_of(reader).quiet(reader)
    outbox.mail(
        name=DIGEST,
        recipient=reader.email,
        payload={
            "notice": "digest",
            "notifications": rows,
            "reader": reader.name,
            "url": reverse("inbox"),
            "zone": str(reader.zone),
            "language": reader.language,
        },
        dedupe_key=f"digest:{reader.pk}:{rows[0]}",
        at=at,
        due_at=quiet_until(quiet, at) if quiet else at,
    )


def entries_of(message: OutboundMessage) -> list[Notification]:
    """What a digest tells: the notices that it took up and that were not withdrawn since."""
    rows = Notification.objects.filter(pk__in=message.payload["notifications"], withdrawn_at=None)
    return list(rows.select_related("recipient").order_by("id"))


def send_digest(message: OutboundMessage, entries: Sequence[Notification]) -> None:
    """Send a digest of `entries`, which its reader may read, grouped by kind.

    Raises:
        NotReadableError: when nothing is left of it.
    """
    if not entries:
        raise outbox.NotReadableError("Nothing is left to tell.")
    with translation.override(message.payload["language"]):
        facts = {"groups": _groups(entries[:MOST]), "more": max(0, len(entries) - MOST), "count": len(entries)}
    send_mail(message, facts)


def _groups(entries: Sequence[Notification]) -> list[dict[str, Any]]:
    order = list(KINDS)
    by_kind = sorted(entries, key=lambda entry: (order.index(entry.kind), entry.about, entry.pk))
    return [
        {"label": str(wording.KINDS[kind].label), "things": _things(list(rows))}
        for kind, rows in groupby(by_kind, key=lambda entry: entry.kind)
    ]


def _things(entries: Sequence[Notification]) -> list[dict[str, Any]]:
    """What happened to each thing, in its order; the last title and address count."""
    things = ((about, list(rows)) for about, rows in groupby(entries, key=lambda entry: entry.about))
    return [
        {
            "title": rows[-1].facts["title"],
            "url": rows[-1].url,
            "lines": [(wording.sentence(row.code, row.facts), row.at) for row in rows],
        }
        for _about, rows in things
    ]
