"""Pages about what people are told."""

from notifications.views.announcing import (
    announcement_new,
    announcement_publication,
    announcement_text,
    announcement_withdrawal,
)
from notifications.views.preferences import preferences
from notifications.views.unsubscribing import unsubscribe

__all__ = [
    "announcement_new",
    "announcement_publication",
    "announcement_text",
    "announcement_withdrawal",
    "preferences",
    "unsubscribe",
]
