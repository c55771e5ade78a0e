"""What a change of a rotation leaves behind: a line of its history, and news to each agent whom it concerns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import Agent, User
from notifications.services import News, notify
from oncall.models import Override, Rotation, RotationEvent, Swap
from outbox import services as outbox

MAIL = "oncall/mail/change"
ANSWERS = ("swap_agreed", "swap_declined")
MOVING = {"override_set", "override_ended", "swap_agreed", "layers_changed"}
"""The acts after which somebody else is on call."""


def told(*, act: str, change: Swap | Override, actor: Agent, readers: Iterable[Agent], at: datetime) -> None:
    """Record that `actor` did `act` and tell each of `readers` but the actor; in the caller's transaction.

    When it puts somebody else on call, the topic "rota.changed" is told with the rotation's key.
    """
    facts = {
        "agent": str(change.agent if isinstance(change, Override) else change.asked_of),
        "starts_at": change.starts_at.isoformat(),
        "ends_at": change.ends_at.isoformat(),
        "note": change.reason if isinstance(change, Override) else change.note,
    }
    event = record(change.rotation, act, actor.user, at, {**facts, "change": change.pk})
    news = _news(event, change, actor, facts)
    for reader in {agent.pk: agent for agent in readers if agent.pk != actor.pk}.values():
        notify(reader=reader.user, news=news, at=at)


@transaction.atomic
def layers_changed(*, rotation: Rotation, actor: User, at: datetime) -> None:
    """Say that an administrator changed the layers of `rotation` or their members."""
    record(rotation, "layers_changed", actor, at, {"agent": str(rotation)})


def record(rotation: Rotation, act: str, actor: User, at: datetime, facts: dict[str, Any]) -> RotationEvent:
    """Append to the rotation's history, and tell who follows it; in the caller's transaction."""
    if act in MOVING:
        news = {"code": act, "what": facts["agent"], "who": actor.name}
        outbox.publish("rota.changed", str(rotation.pk), at=at, payload=news)
    return RotationEvent.objects.create(rotation=rotation, at=at, actor=actor, code=act, data=facts)


def _news(event: RotationEvent, change: Swap | Override, actor: Agent, facts: dict[str, Any]) -> News:
    rotation, act = change.rotation, event.code
    mine = reverse("oncall:my-shifts")
    by = str(change.asked_of) if isinstance(change, Swap) and act in ANSWERS else str(actor)
    return News(
        kind="shift",
        code=act,
        about=f"rotation:{rotation.pk}",
        event=f"rotation:{event.pk}",
        title=rotation.desk.name,
        url=mine if act.startswith("swap_") else reverse("oncall:rotation", args=[rotation.pk]),
        mail=MAIL,
        by=by,
        facts={**facts, "act": act, "actor": str(actor), "desk": rotation.desk.name},
    )
