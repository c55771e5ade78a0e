"""Why somebody was paged about a ticket, or nobody was: each decision of its life, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext

from accounts.models import Agent, User
from entitlements import portfolio
from entitlements.coverage import Decision, Mode, Outcome
from entitlements.models import Package
from oncall.models import HeldBackPage
from oncall.portfolio import Story, Tier, held_back, on_call, stories
from outbox.services import is_isolated
from tickets import rules
from tickets.models import Ticket, TicketEvent
from tickets.services import owed_pages
from tickets.views.call_outcomes import outcome

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
    """One thing that may have called somebody: what was asked, whether a page was owed, and what was done about it."""

    key: str
    title: str
    at: datetime
    steps: list[Step]
    is_owed: bool
    answer: str
    story: Story | None
    watch: Watch | None


def told(ticket: Ticket, user: User) -> dict[str, Story]:
    """The calls about the ticket that the agent `user` may see, by what made each owed: "filed", "12", "broken:7"."""
    key = f"ticket:{ticket.pk}"
    return {story.page.dedupe_key.removeprefix(f"{key}:"): story for story in stories(key, user)}


def kept_back(ticket: Ticket, user: User) -> dict[str, HeldBackPage]:
    """The pages about the ticket that were held back and the agent `user` may see, by what made each owed."""
    key = f"ticket:{ticket.pk}"
    return {found.removeprefix(f"{key}:"): page for found, page in held_back(key, user).items()}


def chapters(ticket: Ticket, calls: Mapping[str, Story], kept: Mapping[str, HeldBackPage]) -> list[Chapter]:
    """The decisions of the ticket, the first one first, with the `calls` about it and those that were `kept` back."""
    events = list(ticket.events.filter(code__in=DECIDING, data__has_key="decision").order_by("id"))
    packages = owed_pages.packages_by_code()
    found, severity, before = [], _first_severity(ticket, events), None
    for event in events:
        decision = portfolio.load(event.data["decision"])
        severity = int(event.data.get("to", severity)) if event.code == "severity_changed" else severity
        key = "filed" if event.code == "filed" else str(event.pk)
        chapter = _chapter(ticket, event, severity, decision, before, packages, calls.get(key))
        found.append(with_answer(chapter, kept.get(key)))
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
    steps = asked(ticket, severity, decision, packages)
    is_owed = rules.page_is_owed(decision)
    if is_owed and event.code == "severity_changed":
        step = _raise(event, decision, before)
        steps, is_owed = [*steps, step], bool(step.met)
    return Chapter(
        key=str(event.pk),
        title=_title(event, severity),
        at=event.at,
        steps=steps,
        is_owed=is_owed,
        answer=outcome(story) if story else not_owed(steps) if not is_owed else _lost(ticket, event),
        story=story,
        watch=watch_of(story),
    )


def asked(ticket: Ticket, severity: int, decision: Decision, packages: dict[str, Package]) -> list[Step]:
    """What a page is owed by: the contract, the cover at that instant, and after hours the severity."""
    steps = [_contract(ticket), *_cover(decision, packages)]
    if decision.outcome is Outcome.COVERED_NOW and decision.mode in {Mode.AFTER_HOURS, Mode.EMERGENCY}:
        steps.append(_severity(severity, decision, packages))
    return steps


def watch_of(story: Story | None) -> Watch | None:
    """Who was on call when the call was made."""
    return Watch(*(on_call(story.page.desk, story.page.paged_at, tier) for tier in Tier)) if story else None


def not_owed(steps: list[Step]) -> str:
    """The answer in one sentence where no page was owed: the last step that speaks against it."""
    reason = next((step.text for step in reversed(steps) if step.met is False), "")
    return gettext("Nobody was paged, because it was not owed: %(reason)s") % {"reason": reason}


def _title(event: TicketEvent, severity: int) -> str:
    if event.code == "filed":
        return gettext("As it was filed,")
    if event.code == "severity_changed":
        return gettext("When the severity became %(severity)s,") % {"severity": severity}
    return gettext("When it was decided again,")


def _contract(ticket: Ticket) -> Step:
    if ticket.contract is None:
        return Step(gettext("No contract holds this ticket."), met=False)
    return Step(gettext("Contract %(number)s holds it.") % {"number": ticket.contract.number}, met=None)


def _cover(decision: Decision, packages: dict[str, Package]) -> list[Step]:
    """Whether it could be worked at that instant, and whether that was outside business hours."""
    package = packages.get(decision.package or "")
    facts = {"package": package.name if package else decision.package or ""}
    if decision.outcome is not Outcome.COVERED_NOW:
        return _closed(decision)
    words = {
        Mode.BUSINESS: (gettext("%(package)s covered it in business hours: the desk was open."), False),
        Mode.MAINTENANCE: (gettext("It was in a booked window: its engineer is there."), False),
        Mode.AFTER_HOURS: (gettext("%(package)s covered it after hours."), True),
        Mode.EMERGENCY: (gettext("%(package)s covered it as an emergency."), True),
    }
    text, met = words[decision.mode or Mode.BUSINESS]
    return [Step(text % facts, met=met)]


def _closed(decision: Decision) -> list[Step]:
    """Why nothing covered that instant, as the decision says it: the last of them closed the last door."""
    names, zone = portfolio.names(), get_current_timezone()
    why = [portfolio.sentence(reason, audience="agent", zone=zone, names=names) for reason in decision.reasons]
    steps = [Step(gettext("Nothing covered that instant, so the ticket waits."), met=False)]
    return [*steps, *(Step(text, met=False if text is why[-1] else None) for text in why)]


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


def with_answer(chapter: Chapter, kept: HeldBackPage | None) -> Chapter:
    """The chapter, whose answer is that its page was held back if it was."""
    return replace(chapter, is_owed=True, answer=_held(kept)) if kept else chapter


def _held(page: HeldBackPage) -> str:
    """Why a page that was owed is not among the calls, and who knows of it."""
    facts = {"contract": page.contract.number, "cap": page.cap}
    words = gettext("A page was owed and held back: contract %(contract)s had %(cap)s pages within the hour.")
    told = gettext("Who is on call and the leads were told in a digest.")
    later = gettext("Who is on call and the leads are told in the next digest.")
    return f"{words % facts} {told if page.told_at else later}"


def _lost(ticket: Ticket, event: TicketEvent) -> str:
    """A page was owed and there is none to be seen: where it stopped."""
    message = owed_pages.news_of(ticket, event)
    if message is not None and message.dead_at:
        return gettext("A page was owed, and making it failed until it was given up. The administrators see it.")
    if message is not None and message.sent_at is None and is_isolated():
        return gettext("A page is owed and waits: this portal is in quarantine, and nothing leaves it.")
    if message is not None and message.sent_at is None:
        return gettext("A page is owed and waits for the worker. Is it running?")
    if ticket.desk is None:
        return gettext("A page was owed and the ticket had no desk: the fallback address was written to.")
    if not rules.is_paged(ticket.status, is_gone=ticket.is_set_aside or ticket.merged_into_id is not None):
        return gettext("A page was owed, but the ticket was finished or set aside before the call was made.")
    return gettext("A page was owed. You may not see what became of it: it went to another desk.")
