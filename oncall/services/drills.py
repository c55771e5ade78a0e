"""Fire drills: a test page by the real way, which somebody must acknowledge and which never counts as a page."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from accounts.models import Agent
from catalog.models import Desk
from common.refusal import Unable
from oncall import rules
from oncall.models import DrillPlan, Page, Whom
from oncall.permissions import leads
from oncall.services.escalation import Policy
from oncall.services.paging import begin

log = logging.getLogger(__name__)
STEPS: Final = ((Whom.PRIMARY.value, 15),)
"""A drill asks who is on call, and after a quarter of an hour tells the fallback address that nobody answered."""
LATE: Final = timedelta(hours=2)
"""A drill that was missed by more is not made up for: the next one comes."""
PAUSE: Final = timedelta(minutes=15)


class UnableToDrill(Unable):
    """Codes: "not-yours", "running"."""


def drill_now(*, desk: Desk, actor: Agent, at: datetime) -> Page:
    """Send a drill to who is on call at `desk` now.

    Raises:
        UnableToDrill: if `actor` does not lead the desk and is no duty manager, or a drill waits for an answer.
    """
    if not leads(actor.user, desk.pk):
        raise UnableToDrill("not-yours")
    waiting = Page.objects.unacknowledged().filter(desk=desk, kind=Page.Kind.DRILL, paged_at__gt=at - PAUSE)
    if waiting.exists():
        raise UnableToDrill("running")
    return _drill(desk, f"drill:{desk.pk}:{at.isoformat()}", at)


def drill_due(at: datetime) -> int:
    """Send each drill whose time came within the last two hours and that was not sent yet; returns how many."""
    sent = 0
    for plan in DrillPlan.objects.select_related("desk__region").order_by("id"):
        try:
            due_at = rules.last_weekly(str(plan.desk.region.zone), plan.weekday, plan.minute, at)
            if at - due_at < LATE and not Page.objects.filter(dedupe_key=_key(plan, due_at)).exists():
                _drill(plan.desk, _key(plan, due_at), at)
                sent += 1
        except Exception:
            log.exception("The fire drill of desk %s was not sent; the others go on.", plan.desk.code)
    return sent


@transaction.atomic
def _drill(desk: Desk, key: str, at: datetime) -> Page:
    with translation.override("en"):
        subject = gettext("TEST: fire drill of %(desk)s") % {"desk": desk.name}
    facts = {"desk": desk, "subject": subject[:200], "url": reverse("oncall:board"), "paged_at": at}
    page, is_new = Page.objects.get_or_create(dedupe_key=key, defaults={**facts, "kind": Page.Kind.DRILL})
    if is_new:
        begin(page=page, at=at, policy=Policy("", STEPS, 0))
    return page


def _key(plan: DrillPlan, due_at: datetime) -> str:
    return f"drill:{plan.desk_id}:{due_at.isoformat()}"
