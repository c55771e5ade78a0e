"""What a change of a rotation leaves behind: a line of its history, and news to each agent whom it concerns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Agent
from notifications.services import News, notify
from oncall.models import Override, RotationEvent, Swap

MAIL = "oncall/mail/change"
ANSWERS = ("swap_agreed", "swap_declined")


def told(*, act: str, change: Swap | Override, actor: Agent, readers: Iterable[Agent], at: datetime) -> None:
    """Record that `actor` did `act` and tell each of `readers` but the actor; in the caller's transaction."""
    facts = {
        "agent": str(change.agent if isinstance(change, Override) else change.asked_of),
        "starts_at": change.starts_at.isoformat(),
        "ends_at": change.ends_at.isoformat(),
        "note": change.reason if isinstance(change, Override) else change.note,
    }
    event = RotationEvent.objects.create(
        rotation_id=change.rotation_id, at=at, actor=actor.user, code=act, data={**facts, "change": change.pk}
    )
    news = _news(event, change, actor, facts)
    for reader in {agent.pk: agent for agent in readers if agent.pk != actor.pk}.values():
        notify(reader=reader.user, news=news, at=at)


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
