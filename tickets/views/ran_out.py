"""Who was paged about the promises of a ticket that ran out, or why nobody was."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from entitlements.models import Package
from oncall.models import HeldBackPage
from oncall.portfolio import Story
from tickets import rules
from tickets.models import Milestone, Ticket
from tickets.services import owed_pages, promises
from tickets.views.call_outcomes import outcome
from tickets.views.paged import Chapter, Step, asked, not_owed, watch_of, with_answer

MOST = 6
"""So many are told, the newest ones: each asks the contract again."""


@dataclass(frozen=True)
class RunOut:
    """A promise near its end, or broken; `key` is how the call about it is named."""

    key: str
    title: str
    at: datetime
    milestone: Milestone


def chapters(ticket: Ticket, calls: Mapping[str, Story], kept: Mapping[str, HeldBackPage]) -> list[Chapter]:
    """The promises that ran out, the first one first, with the `calls` about them and those that were `kept` back."""
    found = sorted(_ran_out(ticket), key=lambda each: each.at)[-MOST:]
    packages = owed_pages.packages_by_code() if found else {}
    return [with_answer(_chapter(ticket, each, calls.get(each.key), packages), kept.get(each.key)) for each in found]


def _ran_out(ticket: Ticket) -> list[RunOut]:
    near, over = gettext("%(promise)s, %(percent)s %% of its time used,"), gettext("%(promise)s, broken,")
    found = []
    for each in ticket.milestones.prefetch_related("warnings"):
        for warned in each.warnings.all():
            if warned.percent >= rules.URGENT_AT:
                title = near % {**_named(each), "percent": warned.percent}
                found.append(RunOut(f"warned:{warned.pk}", title, warned.at, each))
        if each.broken_at is not None:
            found.append(RunOut(f"broken:{each.pk}", over % _named(each), each.broken_at, each))
    return found


def _named(milestone: Milestone) -> dict[str, str]:
    return {"promise": str(milestone.get_kind_display()).capitalize()}


def _chapter(ticket: Ticket, ran_out: RunOut, story: Story | None, packages: dict[str, Package]) -> Chapter:
    decision = promises.assess(ticket, ran_out.at).decision
    steps = asked(ticket, ticket.severity, decision, packages)
    is_owed = story is not None or rules.page_is_owed(decision)
    return Chapter(
        key=ran_out.key.replace(":", "-"),
        title=ran_out.title,
        at=ran_out.at,
        steps=[Step(gettext("The contract, as it is today, was asked about that instant."), met=None), *steps],
        is_owed=is_owed,
        answer=outcome(story) if story else _missing(ticket, ran_out) if is_owed else not_owed(steps),
        story=story,
        watch=watch_of(story),
    )


def _missing(ticket: Ticket, ran_out: RunOut) -> str:
    """A page would be owed and there is none to be seen: why."""
    if ran_out.milestone.met_at is not None:
        return gettext("Nobody was paged: the promise was met before the call was made.")
    if ran_out.milestone.broken_at not in (None, ran_out.at):
        return gettext("Nobody was paged: the promise was broken before the call was made. See there.")
    if not rules.is_paged(ticket.status, is_gone=ticket.is_set_aside or ticket.merged_into_id is not None):
        return gettext("Nobody was paged: the ticket was finished or set aside.")
    return gettext("A page is owed and waits for the worker, or it went to another desk and you may not see it.")
