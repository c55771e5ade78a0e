"""What the suite itself owes: calls and mails without a ticket, so that many are due at once."""

from datetime import datetime, timedelta

from django.db import transaction

from catalog.models import Desk
from oncall import services as oncall
from oncall.models import EscalationRun, Page
from outbox import services as outbox
from tools.faults.rig import Rig

TEMPLATE = "oncall/mail/page"


def call(rig: Rig, name: str, count: int) -> set[str]:
    """Have `count` pages called, of all desks in turn; their keys."""
    desks, keys = list(Desk.objects.select_related("region")), [f"suite:{name}:{number}" for number in range(count)]
    for number, key in enumerate(keys):
        with transaction.atomic():
            desk = desks[number % len(desks)]
            oncall.page_on_call(desk=desk, subject=key, url="/", dedupe_key=key, at=rig.now())
    return set(keys)


def write(rig: Rig, name: str, count: int, *, ahead: timedelta = timedelta()) -> list[str]:
    """Owe `count` mails, due now or `ahead` of now; their keys."""
    keys = [f"suite:{name}:{number}" for number in range(count)]
    at = rig.now()
    for number, key in enumerate(keys):
        recipient = f"{name}-{number}@abc.example"
        outbox.mail(name=TEMPLATE, recipient=recipient, payload=facts(at + ahead), dedupe_key=key, at=at + ahead)
    return keys


def facts(at: datetime) -> dict[str, object]:
    """What the mail of a call says."""
    said = {"page": 0, "desk": "Suite", "subject": "A mail of the suite", "url": "/", "on_call": "", "whom": "primary"}
    return {**said, "nobody_answered": False, "paged_at": at.isoformat(), "zone": "UTC", "language": "en"}


def answer_all(at: datetime) -> None:
    """Let somebody have every call, so that none goes on when the clock moves."""
    for run in EscalationRun.objects.running().select_related("page__desk"):
        agent = run.page.agent
        if agent:
            oncall.acknowledge_page(page=Page.objects.get(pk=run.page_id), agent=agent, at=at)
