"""Backups of all that is stored, and a portal made of one; the layout is explained in `docs/operations.md`."""

from portal.safekeeping.contents import Progress, UnableToKeep
from portal.safekeeping.moving import fill_bucket
from portal.safekeeping.restoring import restore
from portal.safekeeping.taking import Taken, back_up

__all__ = ["Progress", "Taken", "UnableToKeep", "back_up", "fill_bucket", "restore"]
