"""What answers somebody who sends faster than anybody types: the page with the text kept, and when to come back."""

from django.http import HttpResponse

from common.http import INVALID, TOO_MANY
from common.refusal import Unable


def status_of(refusal: Unable) -> int:
    """The status of the page that a refused form comes back on."""
    return TOO_MANY if refusal.code == "too_often" else INVALID


def come_back(answer: HttpResponse, refusal: Unable) -> HttpResponse:
    """The answer, with the seconds to wait if the refusal names them."""
    if refusal.code == "too_often":
        answer["Retry-After"] = refusal.reasons[0]
    return answer
