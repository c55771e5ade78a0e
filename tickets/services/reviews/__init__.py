"""What a change of a calendar, a contract or targets would do to open promises, and a duty manager's decision on it."""

from tickets.services.reviews._causes import calendar_changed, contract_changed, package_changed
from tickets.services.reviews._deciding import UnableToReview, apply_review, go_on_applying, leave_review

__all__ = [
    "UnableToReview",
    "apply_review",
    "calendar_changed",
    "contract_changed",
    "go_on_applying",
    "leave_review",
    "package_changed",
]
