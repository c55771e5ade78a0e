"""Production, as `docs/operations.md` starts it, but for static files that lie with the run's data.

A header asks how many statements an answer took; without it nothing is counted.
"""

from portal.settings.prod import *  # noqa: F403 - an environment is the base and what differs
from portal.settings.prod import MIDDLEWARE, VAR

STAFF_MFA_REQUIRED = False
MIDDLEWARE = ["tools.bench.counting.Counting", *MIDDLEWARE]
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
