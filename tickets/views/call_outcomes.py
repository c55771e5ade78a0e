"""What became of a call, in one sentence."""

from django.utils.translation import gettext, ngettext

from oncall.models import Delivery
from oncall.portfolio import Story
from outbox.services import is_isolated

Result = Delivery.Result


def outcome(story: Story) -> str:
    """The answer in one sentence where a call was made."""
    page, facts = story.page, {"agent": story.page.acknowledged_by}
    if page.acknowledged_by is not None:
        return gettext("It was paged, and %(agent)s has it.") % facts
    if story.is_answered:
        return gettext("It was paged, and the customer was answered, so it waits for nobody.")
    stuck = _stuck(story)
    if page.agent is None and len([each for each in story.attempts if each.recipient]) == 1:
        return f"{gettext('Nobody was on call, so the fallback address was paged.')} {stuck}".strip()
    if stuck:
        return f"{gettext('It was paged.')} {stuck}"
    count = len([each for each in story.attempts if each.recipient])
    words = ngettext(
        "It was paged, %(count)d call so far, and nobody has acknowledged it.",
        "It was paged, %(count)d calls so far, and nobody has acknowledged it.",
        count,
    )
    return words % {"count": count}


def _stuck(story: Story) -> str:
    """Why no call has left the house; empty where one has, or where nothing was to be sent."""
    results = {each.result for attempt in story.attempts for each in attempt.deliveries.all()}
    if Result.WAITING in results and Result.SENT not in results:
        if is_isolated():
            return gettext("No call has left: this portal is in quarantine, and nothing leaves it.")
        return gettext("No call has left yet. Is the worker running?")
    if results and results <= {Result.FAILED, Result.GONE}:
        return gettext("No call got through: every way failed. Each try is below.")
    return ""
