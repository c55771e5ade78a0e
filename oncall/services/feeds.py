"""Calendar feeds of shifts: a secret address for an agent, shown once, renewed and revoked at will."""

from datetime import datetime

from django.db import transaction

from accounts.models import Agent
from common.feeds import hashed, new_token
from oncall.models import RotaFeed, Rotation


@transaction.atomic
def open_feed(*, agent: Agent, rotation: Rotation | None, at: datetime) -> str:
    """Give `agent` a feed of its shifts, or of all of `rotation`, in place of the one it has; answer its token.

    The token is not kept and never shown again.
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    revoke_feed(agent=agent, rotation=rotation, at=at)
    token = new_token()
    RotaFeed.objects.create(agent=agent, rotation=rotation, token_hash=hashed(token), created_at=at)
    return token


def revoke_feed(*, agent: Agent, rotation: Rotation | None, at: datetime) -> bool:
    """Let that feed of `agent` answer no more; False when there was none."""
    return RotaFeed.objects.filter(agent=agent, rotation=rotation, revoked_at=None).update(revoked_at=at) > 0


def feed_of(token: str) -> RotaFeed | None:
    """The open feed that `token` names; None when unknown, revoked, or its agent may not log in."""
    return RotaFeed.objects.open().select_related("agent__user").filter(token_hash=hashed(token)).first()
