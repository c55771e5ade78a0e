"""The pages of on-call."""

from oncall.views.board import acknowledgement, board
from oncall.views.calls import call
from oncall.views.feeds import feed, feed_address, feed_revocation
from oncall.views.rotations import override_end, override_new, rotation
from oncall.views.shifts import my_shifts, swap_answer, swap_new, swap_withdrawal

__all__ = [
    "acknowledgement",
    "board",
    "call",
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
]
