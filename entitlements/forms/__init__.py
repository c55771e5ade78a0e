"""What an agent asks the coverage explorer, and where a customer's products run."""

from entitlements.forms.environments import EnvironmentForm, Offer, runnable_by
from entitlements.forms.explorer import SEVERITIES, InstantError, Question, QuestionForm, instant
from entitlements.forms.units import UnitOrderForm

__all__ = [
    "SEVERITIES",
    "EnvironmentForm",
    "InstantError",
    "Offer",
    "Question",
    "QuestionForm",
    "UnitOrderForm",
    "instant",
    "runnable_by",
]
