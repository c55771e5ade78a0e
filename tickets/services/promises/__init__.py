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
from tickets.services.promises._keeping import break_once, end, refresh, tell, warn_due
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
from tickets.services.promises._starting import reopened, replied, restart, retarget, start

__all__ = [
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
    "pages",
    "pin",
    "pin_all",
    "refresh",
    "reopened",
    "replied",
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
