"""What was done about the pages of one thing."""

from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import User
from oncall.models import Attempt, Delivery, DeliveryTry, EscalationRun, Page


@dataclass(frozen=True)
class Story:
    """All that was done about one page: each step with whom it reached, the answer, and what comes next."""

    page: Page
    run: EscalationRun | None
    attempts: list[Attempt]


def stories(key: str, user: User) -> list[Story]:
    """The pages about the thing named `key`, such as "ticket:12", that `user` may see; the first one first."""
    about = Page.objects.visible_to(user).filter(dedupe_key__startswith=f"{key}:").distinct()
    sent = Delivery.objects.select_related("device", "webhook").order_by("due_at", "id")
    parts = Prefetch("deliveries", sent), Prefetch("deliveries__tries", DeliveryTry.objects.order_by("id"))
    calls = Attempt.objects.select_related("agent__user").prefetch_related(*parts)
    attempts = Prefetch("run__attempts", calls.order_by("position", "id"))
    found = about.select_related("desk", "agent__user", "acknowledged_by__user", "run").prefetch_related(attempts)
    runs = [(page, getattr(page, "run", None)) for page in found.order_by("paged_at", "id")]
    return [Story(page, run, list(run.attempts.all()) if run else []) for page, run in runs]
