"""The coverage pages: a contact's own with its calendar feed, and the explorer in which an agent asks."""

from entitlements.views.environments import environment, environment_new, environment_retirement
from entitlements.views.feeds import feed, feed_address, feed_revocation
from entitlements.views.pages import coverage_page

__all__ = [
    "coverage_page",
    "environment",
    "environment_new",
    "environment_retirement",
    "feed",
    "feed_address",
    "feed_revocation",
]
