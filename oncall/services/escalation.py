"""An escalation: steps of a policy as it was at the start, each called once, until somebody answers.

What is owed is a row with a due time. A sweep claims it, which moves the due time on by the lease before anything is
tried: a worker that ends in between leaves it to the next sweep, and a step that was taken is not taken again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.models import Agent
from catalog.models import Desk
from oncall import portfolio, rules
from oncall.models import Attempt, EscalationPolicy, EscalationRun, Page, PageEvent, Whom
from oncall.permissions import DUTY_MANAGER
from oncall.services import delivery, inbox, stumbles
from outbox import services as outbox

log = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=1)
KIND: Final = "escalation"
MOST: Final = 100
USUAL: Final = (Whom.PRIMARY, Whom.SECONDARY, Whom.DUTY_MANAGERS)
USUAL_MINUTES: Final = 10


@dataclass(frozen=True)
class Policy:
    """What an escalation goes by: the name, the steps as (whom, minutes to wait), and how often they begin anew."""

    name: str
    steps: Sequence[tuple[str, int]]
    repeats: int


def start(*, page: Page, assignee: Agent | None, package: str, at: datetime, policy: Policy | None = None) -> Attempt:
    """Begin the escalation of a new page with its first step, in the caller's transaction; answer its first call.

    Without a `policy` it is the one of the desk and `package`.
    """
    policy = policy or _policy(page.desk, package)
    run = EscalationRun.objects.create(
        page=page,
        policy_name=policy.name,
        steps=[list(step) for step in policy.steps],
        repeats=policy.repeats,
        assignee=assignee,
        started_at=at,
        due_at=at,
    )
    return _step(run, at)


def advance_due(at: datetime) -> int:
    """Take the steps that are owed at `at`; returns how many. Any number of sweeps may run at once."""
    taken = 0
    resting = stumbles.resting(KIND, at)
    for pk, due_at in list(EscalationRun.objects.due_by(at).exclude(pk__in=resting).values_list("pk", "due_at")[:MOST]):
        mine = EscalationRun.objects.running().filter(pk=pk, due_at=due_at)
        if mine.update(due_at=at + LEASE):
            taken += _take(pk, at)
    return taken


def _take(pk: int, at: datetime) -> bool:
    """Take one claimed step; the others go on whatever it does.

    Without a database it waits for its lease to end. One that cannot even call the fallback rests longer each time and
    is set aside in the end; the fallback is told of it at once, by a mail that needs none of its rows.
    """
    try:
        with transaction.atomic():
            run = EscalationRun.objects.running().select_for_update().filter(pk=pk).first()
            if run is None:
                return False
            _step(run, at)
            stumbles.went_on(kind=KIND, row=pk)
            return True
    except stumbles.PASSING:
        log.exception("Escalation %s did not go on; it is tried again in %s.", pk, LEASE)
    except Exception as error:
        log.exception("Escalation %s cannot even call the fallback.", pk)
        page = Page.objects.get(run=pk)
        stumbles.stumble(kind=KIND, row=pk, about=(page.subject, page.url), error=error, at=at, is_told=True)
    return False


def _step(run: EscalationRun, at: datetime) -> Attempt:
    """Take the next step. One that breaks calls the fallback and says so: a fault of ours must not leave people alone.

    A database that is gone is raised: it may be back a moment later, and the step is taken then. What it refuses for
    good is a fault like any other.
    """
    try:
        with transaction.atomic():
            return _advance(run, at)
    except stumbles.PASSING:
        raise
    except Exception:
        log.exception("A step of escalation %s broke; the fallback is called.", run.pk)
        run.refresh_from_db()
        return _call_fallback(run, run.position, at, because="step_broke")


def _advance(run: EscalationRun, at: datetime) -> Attempt:
    """Call the next step that reaches somebody; the fallback when none does, or nobody answered the last one."""
    people = [_people(whom, run, at) for whom, _ in run.steps]
    taken = rules.next_manned([bool(each) for each in people], run.position, run.repeats)
    last = taken if taken is not None else len(people) * (run.repeats + 1)
    for position in range(run.position, min(last, run.position + len(people))):
        whom = run.steps[position % len(people)][0]
        Attempt.objects.get_or_create(run=run, position=position, whom=whom, recipient="", defaults={"called_at": at})
    if taken is None:
        return _call_fallback(run, last, at)
    whom, minutes = run.steps[taken % len(people)]
    calls = [_call(run, taken, whom, agent, at) for agent in people[taken % len(people)]]
    run.position, run.due_at = taken + 1, at + timedelta(minutes=minutes)
    run.save(update_fields=["position", "due_at"])
    return calls[0]


def _call_fallback(run: EscalationRun, position: int, at: datetime, because: str = "") -> Attempt:
    """Call the address that is always there, and end: there is nobody else to call."""
    page = run.page
    log.error("Nobody is left to call for desk %s about page %s; the fallback is paged.", page.desk.code, page.pk)
    run.position, run.due_at, run.ended_at, run.ending = position, None, at, EscalationRun.Ending.EXHAUSTED
    run.save(update_fields=["position", "due_at", "ended_at", "ending"])
    was_called = run.attempts.exclude(recipient="").exists()
    because = because or ("nobody_answered" if was_called else "nobody_on_call")
    PageEvent.objects.create(page=page, at=at, code="fallback_called", data={"because": because})
    return _call(run, position, Whom.FALLBACK, None, at)


def _call(run: EscalationRun, position: int, whom: str, agent: Agent | None, at: datetime) -> Attempt:
    recipient = agent.user.email if agent else settings.PAGE_FALLBACK_EMAIL
    facts = {"whom": whom, "agent": agent, "called_at": at}
    attempt, is_new = Attempt.objects.get_or_create(run=run, position=position, recipient=recipient, defaults=facts)
    if is_new:
        delivery.owe_calls(attempt=attempt, facts=_facts(run, attempt), at=at)
        if agent:
            outbox.publish("page.called", str(run.page_id), at=at)
            inbox.called(attempt=attempt, agent=agent, at=at)
    return attempt


def _facts(run: EscalationRun, attempt: Attempt) -> dict[str, Any]:
    """What every channel may say of the call."""
    page, agent = run.page, attempt.agent
    nobody_answered = agent is None and run.attempts.exclude(recipient="").exclude(pk=attempt.pk).exists()
    return {
        "page": page.pk,
        "attempt": attempt.pk,
        "desk": page.desk.name,
        "subject": page.subject,
        "is_drill": page.kind == Page.Kind.DRILL,
        "url": page.url,
        "on_call": str(agent) if agent else "",
        "whom": attempt.whom,
        "nobody_answered": nobody_answered,
        "paged_at": attempt.called_at.isoformat(),
        "zone": str(agent.user.zone if agent else page.desk.region.zone),
        "language": agent.user.language if agent else settings.LANGUAGE_CODE,
    }


def _people(whom: str, run: EscalationRun, at: datetime) -> list[Agent]:
    """Whom a step calls; one that cannot be read reaches nobody, so that the call goes on and is not lost."""
    try:
        with transaction.atomic():
            return _reached(whom, run, at)
    except Exception:
        log.exception("Step %s of escalation %s cannot be read; it is passed over.", whom, run.pk)
        return []


def _reached(whom: str, run: EscalationRun, at: datetime) -> list[Agent]:
    desk = run.page.desk
    if whom in {Whom.PRIMARY, Whom.SECONDARY}:
        found = portfolio.on_call(desk, at, whom)
        return [found] if found else []
    agents = Agent.objects.current().select_related("user").order_by("id")
    if whom == Whom.ASSIGNEE:
        return list(agents.filter(pk=run.assignee_id or 0))
    if whom == Whom.LEADS:
        return list(agents.filter(memberships__desk=desk, memberships__is_lead=True))
    return list(agents.filter(user__groups__name=DUTY_MANAGER))


def _policy(desk: Desk, package: str) -> Policy:
    """The policy of the desk and package: the closest one, the desk before the package; without any the usual steps."""
    fits = EscalationPolicy.objects.filter(Q(desk=desk) | Q(desk=None), Q(package__code=package) | Q(package=None))
    found = sorted(fits.prefetch_related("steps"), key=lambda each: (each.desk_id is None, each.package_id is None))
    for policy in found:
        steps = sorted(policy.steps.all(), key=lambda step: step.position)
        if steps:
            return Policy(policy.name, [(step.whom, step.minutes) for step in steps], policy.repeats)
    return Policy("", [(whom.value, USUAL_MINUTES) for whom in USUAL], 1)
