"""Who is on call by agreement or decision, calling that agent, and the agent's answer."""

from oncall.services.escalation import advance_due
from oncall.services.feeds import feed_of, open_feed, revoke_feed
from oncall.services.overrides import UnableToOverrideError, end_override, set_override
from oncall.services.paging import acknowledge_page, attempt_of, page_on_call, record_sent, resolve_run
from oncall.services.swaps import UnableToSwapError, answer_swap, ask_swap, withdraw_swap

__all__ = [
    "UnableToOverrideError",
    "UnableToSwapError",
    "acknowledge_page",
    "advance_due",
    "answer_swap",
    "ask_swap",
    "attempt_of",
    "end_override",
    "feed_of",
    "open_feed",
    "page_on_call",
    "record_sent",
    "resolve_run",
    "revoke_feed",
    "set_override",
    "withdraw_swap",
]
