"""Why somebody was paged about a ticket, or nobody was: each decision of its life, step by step."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from accounts.models import Agent, User
from entitlements import portfolio
from entitlements.coverage import Decision, Mode, Outcome
from entitlements.models import Package
from oncall.portfolio import Story, Tier, on_call, stories
from tickets import rules
from tickets.models import Ticket, TicketEvent
from tickets.services import owed_pages

DECIDING = (*rules.DECIDED, "severity_changed")


@dataclass(frozen=True)
class Step:
    """One thing that was asked; `met` is whether it speaks for paging, None when it says neither."""

    text: str
    met: bool | None


@dataclass(frozen=True)
class Watch:
    """Who was on call at the desk when the call was made, as the rotations say it today."""

    first: Agent | None
    second: Agent | None


@dataclass(frozen=True)
class Chapter:
    """One decision about the ticket: what was asked, whether a page was owed, and all that was done about it."""

    event: TicketEvent
    severity: int
    steps: list[Step]
    is_owed: bool
    answer: str
    story: Story | None
    watch: Watch | None


def chapters(ticket: Ticket, user: User) -> list[Chapter]:
    """The decisions of the ticket, the first one first, with the calls that the agent `user` may see."""
    events = list(ticket.events.filter(code__in=DECIDING, data__has_key="decision").order_by("id"))
    told = {story.page.dedupe_key.rpartition(":")[2]: story for story in stories(f"ticket:{ticket.pk}", user)}
    packages = owed_pages.packages_by_code()
    found, severity, before = [], _first_severity(ticket, events), None
    for event in events:
        decision = portfolio.load(event.data["decision"])
        severity = int(event.data.get("to", severity)) if event.code == "severity_changed" else severity
        story = told.get("filed" if event.code == "filed" else str(event.pk))
        found.append(_chapter(ticket, event, severity, decision, before, packages, story))
        before = decision
    return found


def _first_severity(ticket: Ticket, events: list[TicketEvent]) -> int:
    changes = [event for event in events if event.code == "severity_changed"]
    return int(changes[0].data["from"]) if changes else ticket.severity


def _chapter(
    ticket: Ticket,
    event: TicketEvent,
    severity: int,
    decision: Decision,
    before: Decision | None,
    packages: dict[str, Package],
    story: Story | None,
) -> Chapter:
    steps = [_contract(ticket), *_cover(decision, packages)]
    if decision.outcome is Outcome.COVERED_NOW and decision.mode in {Mode.AFTER_HOURS, Mode.EMERGENCY}:
        steps.append(_severity(severity, decision, packages))
    is_owed = rules.page_is_owed(decision)
    if is_owed and event.code == "severity_changed":
        step = _raise(event, decision, before)
        steps, is_owed = [*steps, step], bool(step.met)
    desk = story.page.desk if story else None
    return Chapter(
        event=event,
        severity=severity,
        steps=steps,
        is_owed=is_owed,
        answer=_answer(ticket, event, steps, story, is_owed=is_owed),
        story=story,
        watch=Watch(*(on_call(desk, story.page.paged_at, tier) for tier in Tier)) if story and desk else None,
    )


def _contract(ticket: Ticket) -> Step:
    if ticket.contract is None:
        return Step(gettext("No contract holds this ticket."), met=False)
    return Step(gettext("Contract %(number)s holds it.") % {"number": ticket.contract.number}, met=None)


def _cover(decision: Decision, packages: dict[str, Package]) -> list[Step]:
    """Whether it could be worked at that instant, and whether that was outside business hours."""
    package = packages.get(decision.package or "")
    facts = {"package": package.name if package else decision.package or ""}
    if decision.outcome is not Outcome.COVERED_NOW:
        return [Step(gettext("Nothing in it covered that instant, so the ticket waits."), met=False)]
    words = {
        Mode.BUSINESS: (gettext("%(package)s covered it in business hours: the desk was open."), False),
        Mode.MAINTENANCE: (gettext("It was in a booked window: its engineer is there."), False),
        Mode.AFTER_HOURS: (gettext("%(package)s covered it after hours."), True),
        Mode.EMERGENCY: (gettext("%(package)s covered it as an emergency."), True),
    }
    text, met = words[decision.mode or Mode.BUSINESS]
    return [Step(text % facts, met=met)]


def _severity(severity: int, decision: Decision, packages: dict[str, Package]) -> Step:
    """Whether the package pages at the severity, as it was decided; and what its price list says today."""
    package = packages.get(decision.package or "")
    today = sorted(package.pages_at_severity) if package else []
    facts = {"severity": severity, "pages": ", ".join(map(str, today)) or gettext("none")}
    if decision.pages == (severity in today):
        words = gettext("Severity %(severity)s; the package pages at: %(pages)s.")
    else:
        words = gettext("Severity %(severity)s; the package was changed since, and pages at %(pages)s today.")
    return Step(words % facts, met=decision.pages)


def _raise(event: TicketEvent, decision: Decision, before: Decision | None) -> Step:
    if rules.is_lowered(event.data):
        return Step(gettext("The severity was lowered: that calls nobody."), met=False)
    if before is not None and not rules.raise_pages(before, decision, event.at):
        return Step(gettext("On-call was called for these hours already."), met=False)
    return Step(gettext("The severity was raised, and nobody had been called for these hours."), met=True)


def _answer(ticket: Ticket, event: TicketEvent, steps: list[Step], story: Story | None, *, is_owed: bool) -> str:
    """The answer in one sentence."""
    if story is not None:
        return _outcome(story)
    if not is_owed:
        reason = next((step.text for step in reversed(steps) if step.met is False), "")
        return gettext("Nobody was paged, because it was not owed: %(reason)s") % {"reason": reason}
    return _lost(ticket, event)


def _outcome(story: Story) -> str:
    page, facts = story.page, {"agent": story.page.acknowledged_by}
    if page.acknowledged_by is not None:
        return gettext("It was paged, and %(agent)s has it.") % facts
    if page.agent is None and len([each for each in story.attempts if each.recipient]) == 1:
        return gettext("Nobody was on call, so the fallback address was paged.")
    count = len([each for each in story.attempts if each.recipient])
    words = ngettext(
        "It was paged, %(count)d call so far, and nobody has acknowledged it.",
        "It was paged, %(count)d calls so far, and nobody has acknowledged it.",
        count,
    )
    return words % {"count": count}


def _lost(ticket: Ticket, event: TicketEvent) -> str:
    """A page was owed and there is none to be seen: where it stopped."""
    message = owed_pages.news_of(ticket, event)
    if message is not None and message.dead_at:
        return gettext("A page was owed, and making it failed until it was given up. The administrators see it.")
    if message is not None and message.sent_at is None:
        return gettext("A page is owed and waits for the worker. Is it running?")
    if ticket.desk is None:
        return gettext("A page was owed and the ticket had no desk: the fallback address was written to.")
    if not rules.is_paged(ticket.status, is_gone=ticket.is_set_aside or ticket.merged_into_id is not None):
        return gettext("A page was owed, but the ticket was finished or set aside before the call was made.")
    return gettext("A page was owed. You may not see what became of it: it went to another desk.")
