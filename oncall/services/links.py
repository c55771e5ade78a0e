"""The link in a call: whoever was called answers with it without a login, once, and only while it is fresh."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from common.feeds import hashed
from oncall.models import Delivery, Page
from oncall.services.delivery import LINK_LASTS
from oncall.services.paging import acknowledge_page


class State(StrEnum):
    """What a link can still do."""

    OPEN = "open"
    USED = "used"
    TAKEN = "taken"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Link:
    """A link with the delivery that carried it; a test has no page."""

    delivery: Delivery
    page: Page | None
    state: State


def link_of(token: str, at: datetime) -> Link | None:
    """What `token` names and can do at `at`; None when nobody was sent it, or its agent may not log in any more."""
    parts = ("agent__user", "device", "attempt__run__page__desk__region", "attempt__run__page__acknowledged_by__user")
    found = Delivery.objects.select_related(*parts).filter(token_hash=hashed(token), agent__user__is_active=True)
    delivery = found.first()
    if delivery is None:
        return None
    page = delivery.attempt.run.page if delivery.attempt else None
    return Link(delivery, page, _state(delivery, page, at))


@transaction.atomic
def answer_link(*, link: Link, at: datetime) -> None:
    """Acknowledge the page for the agent who was called, or note that the test arrived; a used link does nothing."""
    fresh = Delivery.objects.filter(pk=link.delivery.pk, answered_at=None, made_at__gt=at - LINK_LASTS)
    if not fresh.update(answered_at=at):
        return
    if link.page is not None and link.delivery.agent is not None:
        acknowledge_page(page=link.page, agent=link.delivery.agent, at=at)


def _state(delivery: Delivery, page: Page | None, at: datetime) -> State:
    if delivery.answered_at is not None:
        return State.USED
    if page is not None and page.acknowledged_at is not None:
        return State.TAKEN
    return State.EXPIRED if delivery.made_at <= at - LINK_LASTS else State.OPEN
