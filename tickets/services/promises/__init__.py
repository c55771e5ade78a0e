"""Promises with a clock: when they start, stop, go on, are warned of, kept and broken."""

from tickets.services.promises._asking import (
    as_filed,
    assess,
    due_as_contracted,
    emergency_until,
    first_due,
    first_due_of,
    is_emergency,
    pages,
)
from tickets.services.promises._clocks import clocks_run, find_dues, follow, resume, stop
from tickets.services.promises._keeping import break_once, end, meet, refresh, tell, warn_due
from tickets.services.promises._pins import (
    cover_of,
    covers_of,
    due_at,
    forget_covers,
    pin,
    pin_all,
    set_instants,
    used_by,
    warn_at,
)
from tickets.services.promises._starting import answered, reopened, restart, retarget, start

__all__ = [
    "answered",
    "as_filed",
    "assess",
    "break_once",
    "clocks_run",
    "cover_of",
    "covers_of",
    "due_as_contracted",
    "due_at",
    "emergency_until",
    "end",
    "find_dues",
    "first_due",
    "first_due_of",
    "follow",
    "forget_covers",
    "is_emergency",
    "meet",
    "pages",
    "pin",
    "pin_all",
    "refresh",
    "reopened",
    "restart",
    "resume",
    "retarget",
    "set_instants",
    "start",
    "stop",
    "tell",
    "used_by",
    "warn_at",
    "warn_due",
]
