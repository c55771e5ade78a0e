"""What an agent asks the coverage explorer, and where a customer's products run."""

from entitlements.forms.environments import EnvironmentForm, Offer, runnable_by
from entitlements.forms.explorer import SEVERITIES, InstantError, Question, QuestionForm, instant

__all__ = [
    "SEVERITIES",
    "EnvironmentForm",
    "InstantError",
    "Offer",
    "Question",
    "QuestionForm",
    "instant",
    "runnable_by",
]
