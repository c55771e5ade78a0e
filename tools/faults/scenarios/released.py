"""Many mails are held back and come due in the same moment."""

from datetime import timedelta

from outbox.models import OutboundMessage
from tools.faults import owed
from tools.faults.plan import Plan


def run(plan: Plan) -> None:
    """500 mails of next week become due now; a page that is owed after them does not wait behind them."""
    rig, mails = plan.rig, plan.much(500, 100)
    keys = owed.write(rig, "released", mails, ahead=timedelta(days=7))
    with rig.fault(f"{mails} mails held back and released at once"):
        at = rig.now()
        OutboundMessage.objects.filter(dedupe_key__in=keys).update(due_at=at, created_at=at)
        plan.owed |= owed.call(rig, "released", 1)
