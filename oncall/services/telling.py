"""What a change of a rotation leaves behind: a line of its history, and a mail to each agent whom it concerns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Agent
from oncall.models import Override, Rotation, RotationEvent, Swap
from outbox import services as outbox

MAIL = "oncall/mail/change"


def told(*, act: str, change: Swap | Override, actor: Agent, readers: Iterable[Agent], at: datetime) -> None:
    """Record that `actor` did `act` and mail each of `readers` but the actor; in the caller's transaction."""
    facts = {
        "agent": str(change.agent if isinstance(change, Override) else change.asked_of),
        "starts_at": change.starts_at.isoformat(),
        "ends_at": change.ends_at.isoformat(),
        "note": change.reason if isinstance(change, Override) else change.note,
    }
    event = RotationEvent.objects.create(
        rotation_id=change.rotation_id, at=at, actor=actor.user, code=act, data={**facts, "change": change.pk}
    )
    for reader in {agent.pk: agent for agent in readers if agent.pk != actor.pk}.values():
        outbox.mail(
            name=MAIL,
            recipient=reader.user.email,
            payload=_payload(act, change.rotation, actor, reader) | facts,
            dedupe_key=f"rotation:{event.pk}:{reader.pk}",
            at=at,
        )


def _payload(act: str, rotation: Rotation, actor: Agent, reader: Agent) -> dict[str, Any]:
    mine = reverse("oncall:my-shifts")
    return {
        "act": act,
        "actor": str(actor),
        "reader": str(reader),
        "desk": rotation.desk.name,
        "url": mine if act.startswith("swap_") else reverse("oncall:rotation", args=[rotation.pk]),
        "zone": str(reader.user.zone),
        "language": reader.user.language,
    }
