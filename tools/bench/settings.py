"""Production, as `docs/operations.md` starts it, but for static files that lie with the run's data.

A header asks how many statements an answer took; without it nothing is counted.
"""

import sys

# structlog and kombu import these where they are: they are among the tools of developers, and not in production.
sys.modules |= dict.fromkeys(("rich", "yaml"))  # type: ignore[arg-type]

from portal.settings.prod import *  # noqa: E402, F403 - an environment is the base and what differs
from portal.settings.prod import MIDDLEWARE, VAR  # noqa: E402 - the same

STAFF_MFA_REQUIRED = False
MIDDLEWARE = ["tools.bench.counting.Counting", *MIDDLEWARE]
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
