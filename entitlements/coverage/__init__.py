"""The coverage engine: what a contract promises at an instant, and why (rules R1-R17 of `docs/coverage.md`).

Pure and total: standard library only, no clock, no settings, no database, no translation.
"""

from entitlements.coverage.values import Lifecycle

__all__ = ["Lifecycle"]
