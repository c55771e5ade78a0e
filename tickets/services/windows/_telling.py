"""What becomes of a window stands in its ticket's history and is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from outbox.services import publish
from tickets.models import Window
from tickets.services.changes import record

UNSTAFFED = "window_unstaffed"


def tell(
    window: Window,
    what: str,
    actor: User | None,
    at: datetime,
    more: Mapping[str, Any] | None = None,
    *,
    is_internal: bool = False,
) -> None:
    """Record what happened to the window and publish it under the topic `window.` and `what`."""
    data = {
        "window": window.pk,
        "starts_at": window.starts_at.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "engineer": str(window.engineer),
        "units": window.units,
        **(more or {}),
    }
    event = record(window.ticket, actor=actor, code=f"window_{what}", at=at, data=data, is_internal=is_internal)
    publish(f"window.{what}", str(event.pk), at=at)


def told_of(window: Window, facts: Mapping[str, Any]) -> bool:
    """Whether it was told already that this engineer cannot work in the window as it stands, for that reason."""
    told = window.ticket.events.filter(code=UNSTAFFED).values_list("data", flat=True)
    return any(facts.items() <= data.items() for data in told)
