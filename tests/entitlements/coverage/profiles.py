"""How many examples a law is tried on; `COVERAGE_DEPTH=20` tries twenty times as many."""

import os

from hypothesis import HealthCheck, settings

DEPTH = int(os.environ.get("COVERAGE_DEPTH", "1"))


def tried(examples: int) -> settings:
    """The settings of a law that is tried on that many examples, more in a deeper run."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples * DEPTH, deadline=None, suppress_health_check=slow, derandomize=DEPTH == 1)
