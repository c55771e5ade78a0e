"""Production, as the suite of faults has it, with the true time of each machine."""

from tools.faults.settings import *  # noqa: F403 - the same and what differs

PORTAL_CLOCK = ""
