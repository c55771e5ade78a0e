"""What people are told, by which way and when. Pure."""

from notifications.rules.kinds import KINDS, Kind, Mail, Side, Way, Wish, default_wish, kinds_of, way_of
from notifications.rules.timing import Quiet, Rhythm, is_quiet, next_digest, quiet_until

__all__ = [
    "KINDS",
    "Kind",
    "Mail",
    "Quiet",
    "Rhythm",
    "Side",
    "Way",
    "Wish",
    "default_wish",
    "is_quiet",
    "kinds_of",
    "next_digest",
    "quiet_until",
    "way_of",
]
