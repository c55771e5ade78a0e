"""What the worker would have done meanwhile."""

from datetime import datetime

from outbox.services import deliver_due
from portal.followers import handlers


def settle(at: datetime) -> None:
    """Tell the followers of each topic what is due at `at`, until nothing is."""
    while deliver_due(handlers={"topic": handlers(at)["topic"]}, at=at):
        pass
