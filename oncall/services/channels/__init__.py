"""What wakes people: one interface, and what carries a call by each channel, named by `PAGE_CHANNELS`."""

from oncall.services.channels.calls import Call, Channel, Receipt, UnableToDeliver
from oncall.services.channels.registry import channel, is_ready
from oncall.services.channels.webhook import secret_of

__all__ = ["Call", "Channel", "Receipt", "UnableToDeliver", "channel", "is_ready", "secret_of"]
