"""What was done about the pages of one thing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from oncall.models import Attempt, Delivery, DeliveryTry, EscalationRun, HeldBackPage, Page, PageEvent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WHY_FALLBACK: "dict[str, StrOrPromise]" = {
    "nobody_on_call": _("Nobody was on call: the fallback address was called."),
    "nobody_answered": _("Nobody answered: the fallback address was called."),
    "step_broke": _("A step could not be taken: the fallback address was called."),
}


@dataclass(frozen=True)
class Story:
    """All that was done about one page: each step with whom it reached, the answer, and what comes next."""

    page: Page
    run: EscalationRun | None
    attempts: list[Attempt]
    events: list[PageEvent]

    @property
    def is_answered(self) -> bool:
        """Whether the customer was answered: then it waits for nobody, though nobody may have acknowledged it."""
        return any(event.code == "resolved" for event in self.events)

    @property
    def why_fallback(self) -> "StrOrPromise":
        """Why the fallback address was called; empty when it was not."""
        because = [event.data.get("because") for event in self.events if event.code == "fallback_called"]
        return WHY_FALLBACK[because[-1]] if because else ""


def stories(key: str, user: User) -> list[Story]:
    """The pages about the thing named `key`, such as "ticket:12", that `user` may see; the first one first."""
    about = Page.objects.visible_to(user).filter(dedupe_key__startswith=f"{key}:").distinct()
    sent = Delivery.objects.select_related("device", "webhook").order_by("due_at", "id")
    parts = Prefetch("deliveries", sent), Prefetch("deliveries__tries", DeliveryTry.objects.order_by("id"))
    calls = Attempt.objects.select_related("agent__user").prefetch_related(*parts)
    attempts = Prefetch("run__attempts", calls.order_by("position", "id"))
    found = about.select_related("desk", "agent__user", "acknowledged_by__user", "run").prefetch_related(
        attempts, Prefetch("events", PageEvent.objects.order_by("id"))
    )
    runs = [(page, getattr(page, "run", None)) for page in found.order_by("paged_at", "id")]
    return [Story(page, run, list(run.attempts.all()) if run else [], list(page.events.all())) for page, run in runs]


def held_back(key: str, user: User) -> dict[str, HeldBackPage]:
    """The pages about the thing named `key` that were held back and `user` may see, by their own keys."""
    found = HeldBackPage.objects.visible_to(user).filter(dedupe_key__startswith=f"{key}:").select_related("contract")
    return {page.dedupe_key: page for page in found}
