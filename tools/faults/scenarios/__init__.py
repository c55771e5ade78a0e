"""One module for each fault. Each takes the plan, does its worst, and lets the rig measure the recovery."""

from collections.abc import Callable, Mapping

from tools.faults.plan import Plan
from tools.faults.scenarios import (
    broker_frozen,
    broker_stopped,
    broker_wiped,
    calendar,
    database_crashed,
    database_cut,
    killed_between,
    killed_workers,
    many_sweepers,
    poison,
    poison_sweep,
    released,
    web_ended,
)

__all__ = ["ENDING_DELIVERIES", "SCENARIOS", "Plan"]

SCENARIOS: Mapping[str, Callable[[Plan], None]] = {
    "killed_workers": killed_workers.run,
    "killed_between": killed_between.run,
    "broker_wiped": broker_wiped.run,
    "broker_stopped": broker_stopped.run,
    "broker_frozen": broker_frozen.run,
    "database_crashed": database_crashed.run,
    "database_cut": database_cut.run,
    "many_sweepers": many_sweepers.run,
    "poison": poison.run,
    "poison_sweep": poison_sweep.run,
    "released": released.run,
    "web_ended": web_ended.run,
    "calendar": calendar.run,
}
"""In the order in which they run."""
ENDING_DELIVERIES = frozenset({"killed_workers", "killed_between", "database_crashed", "database_cut"})
"""Those that leave deliveries to leases that have to run out."""
