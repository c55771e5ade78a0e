"""The pages of on-call."""

from oncall.views.board import acknowledgement, board
from oncall.views.calls import call
from oncall.views.debts import debt, debt_csv
from oncall.views.devices import (
    device_new,
    device_removal,
    device_test,
    devices,
    way_new,
    way_removal,
    ways_test,
    worker,
)
from oncall.views.drills import drill
from oncall.views.feeds import feed, feed_address, feed_revocation
from oncall.views.rotations import override_end, override_new, rotation
from oncall.views.shifts import my_shifts, swap_answer, swap_new, swap_withdrawal

__all__ = [
    "acknowledgement",
    "board",
    "call",
    "debt",
    "debt_csv",
    "device_new",
    "device_removal",
    "device_test",
    "devices",
    "drill",
    "feed",
    "feed_address",
    "feed_revocation",
    "my_shifts",
    "override_end",
    "override_new",
    "rotation",
    "swap_answer",
    "swap_new",
    "swap_withdrawal",
    "way_new",
    "way_removal",
    "ways_test",
    "worker",
]
