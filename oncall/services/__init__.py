"""Who is on call by agreement or decision, calling that agent, and the agent's answer."""

from oncall.services.overrides import UnableToOverrideError, end_override, set_override
from oncall.services.paging import acknowledge_page, page_on_call, record_sent
from oncall.services.swaps import UnableToSwapError, answer_swap, ask_swap, withdraw_swap

__all__ = [
    "UnableToOverrideError",
    "UnableToSwapError",
    "acknowledge_page",
    "answer_swap",
    "ask_swap",
    "end_override",
    "page_on_call",
    "record_sent",
    "set_override",
    "withdraw_swap",
]
