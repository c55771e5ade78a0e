"""One row breaks whoever touches it; the others go on, and it is seen, mended and tried again."""

from time import monotonic

from outbox import rules
from outbox import services as outbox
from outbox.models import OutboundMessage
from tools.faults import owed
from tools.faults.plan import Plan
from tools.faults.rig import BOUND

UNWRITTEN = "suite/mail/unwritten"
"""No template has this name: whoever renders it breaks, in every version of the portal."""
LAST = rules.most_attempts("mail") - 1


class StillThereError(Exception):
    """The row did not do what such a row must."""


def run(plan: Plan) -> None:
    """A mail that cannot be written and news that nobody knows stand first; good mails are due after them."""
    rig, mails = plan.rig, plan.much(50, 20)
    bad = ["suite:poison:mail", "suite:poison:news"]
    rig.set_aside |= set(bad)
    at = rig.now()
    with rig.fault(f"a poison mail and poison news before {mails} mails"):
        facts = owed.facts(at)
        outbox.mail(name=UNWRITTEN, recipient="poison@abc.example", payload=facts, dedupe_key=bad[0], at=at)
        outbox.publish("suite.unknown", "7", at=at)
        OutboundMessage.objects.filter(name="suite.unknown").update(dedupe_key=bad[1])
        owed.write(rig, "poison", mails)
    waits(plan, bad)
    given_up(plan, bad)
    mended(plan, bad[0])


def waits(plan: Plan, bad: list[str]) -> None:
    """Both move on and say why: whoever tries one may take longer than others take for all good mails.

    Raises:
        StillThereError: if one does not within the bound.
    """
    rows, began = OutboundMessage.objects.filter(dedupe_key__in=bad), monotonic()
    while not all(row.last_error and row.attempts and row.sent_at is None for row in rows.all()):
        if monotonic() - began > BOUND:
            raise StillThereError("A poison row does not say why.")
        plan.rig.pause(0.5)
    plan.rig.say(f"  moved on: {'; '.join(row.last_error.splitlines()[0][:60] for row in rows)}")


def given_up(plan: Plan, bad: list[str]) -> None:
    """At their last attempt they are given up."""
    rows = OutboundMessage.objects.filter(dedupe_key__in=bad)
    rows.update(attempts=LAST, due_at=plan.rig.now(), lease="", leased_until=None)
    while rows.filter(dead_at=None).exists():
        plan.rig.pause(0.5)
    plan.rig.say("  given up after the last attempt")


def mended(plan: Plan, key: str) -> None:
    """The mail's template is there; tried again, it arrives."""
    row = OutboundMessage.objects.filter(dedupe_key=key)
    row.update(name=owed.TEMPLATE)
    plan.rig.set_aside.discard(key)
    with plan.rig.fault("a mended dead letter is tried again"):
        outbox.retry(messages=list(row.values_list("pk", flat=True)), at=plan.rig.now())
    OutboundMessage.objects.filter(name="suite.unknown").delete()
