"""Which class carries which channel."""

from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from oncall.services.channels.calls import Channel, UnableToDeliver


def channel(code: str) -> Channel:
    """What carries calls by `code`, as `PAGE_CHANNELS` names it.

    Raises:
        UnableToDeliver: with "not-ready", when nothing does or it is not set up.
    """
    path = settings.PAGE_CHANNELS.get(code)
    if path is None:
        raise UnableToDeliver("not-ready")
    found = cast("Channel", import_string(path)())
    if not found.is_ready():
        raise UnableToDeliver("not-ready")
    return found


def is_ready(code: str) -> bool:
    """Whether calls can go by `code`."""
    try:
        channel(code)
    except UnableToDeliver:
        return False
    return True
