"""Who is on call by agreement or decision, calling that agent, and the agent's answer."""

from oncall.services.debts import (
    agent_changed,
    calendar_changed,
    contract_changed,
    package_changed,
    recompute_all,
    rota_changed,
)
from oncall.services.delivery import count_as_sent, deliver, record_delivered
from oncall.services.devices import UnableToReachAgent, add_device, add_way, remove_device, remove_way, try_out
from oncall.services.drills import UnableToDrill, drill_due, drill_now
from oncall.services.escalation import advance_due
from oncall.services.feeds import feed_of, open_feed, revoke_feed
from oncall.services.holding_back import page_within_cap, tell_held_back
from oncall.services.inbox import rewrite
from oncall.services.links import Link, State, answer_link, link_of
from oncall.services.overrides import UnableToOverride, end_override, set_override
from oncall.services.paging import acknowledge_about, acknowledge_page, page_on_call, resolve_run, set_assignee
from oncall.services.reservations import UnableToReserve, move, release, reserve
from oncall.services.stumbles import PASSING, do_each, let_go_on, stumble, tell_fallback, went_on
from oncall.services.swaps import UnableToSwap, answer_swap, ask_swap, withdraw_swap
from oncall.services.telling import layers_changed
from oncall.services.webhooks import end_webhooks, make_webhook

__all__ = [
    "PASSING",
    "Link",
    "State",
    "UnableToDrill",
    "UnableToOverride",
    "UnableToReachAgent",
    "UnableToReserve",
    "UnableToSwap",
    "acknowledge_about",
    "acknowledge_page",
    "add_device",
    "add_way",
    "advance_due",
    "agent_changed",
    "answer_link",
    "answer_swap",
    "ask_swap",
    "calendar_changed",
    "contract_changed",
    "count_as_sent",
    "deliver",
    "do_each",
    "drill_due",
    "drill_now",
    "end_override",
    "end_webhooks",
    "feed_of",
    "layers_changed",
    "let_go_on",
    "link_of",
    "make_webhook",
    "move",
    "open_feed",
    "package_changed",
    "page_on_call",
    "page_within_cap",
    "recompute_all",
    "record_delivered",
    "release",
    "remove_device",
    "remove_way",
    "reserve",
    "resolve_run",
    "revoke_feed",
    "rewrite",
    "rota_changed",
    "set_assignee",
    "set_override",
    "stumble",
    "tell_fallback",
    "tell_held_back",
    "try_out",
    "went_on",
    "withdraw_swap",
]
