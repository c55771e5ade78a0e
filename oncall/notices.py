"""The words for what a service refuses and for what the history of a rotation holds."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from common.refusal import Unable

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REFUSALS: "dict[str, StrOrPromise]" = {
    "not-yours": _("Only a lead of the desk or a duty manager decides who is on call."),
    "not-a-colleague": _("Choose another agent who works at this desk."),
    "ends-before-it-starts": _("It must end after it starts."),
    "over": _("That time is over."),
    "ended": _("It was taken back already."),
    "stands": _("Whoever you choose is put on call in a part of that time already. Take that back first."),
    "not-your-shift": _("You are not on call in all of that time: choose a part of one of your shifts."),
    "asked": _("A colleague is asked for this shift already. Withdraw that first."),
    "not-asked": _("This was asked of somebody else."),
    "away": _("Whoever you choose is away in a part of that time. Choose somebody else, or cancel the absence first."),
    "you-are-away": _("You are away in a part of that time. Cancel your absence first."),
    "too-long": _("Nobody is kept for more than a week at once."),
    "off-the-quarter": _("Begin and end on a quarter of an hour."),
    "left": _("Whoever you choose may not log in any more."),
    "taken": _("Whoever you choose is kept for something else in a part of that time."),
    "kept": _("Somebody else, or another time, is kept for this already."),
    "released": _("It is kept no longer."),
    "closed": _("It was answered or withdrawn already, or its time is over."),
    "not-a-subscription": _("The browser did not say where it can be woken. Reload the page and try again."),
    "many-devices": _("Remove a device first: an agent has at most 10."),
    "many-ways": _("Remove a way first: an agent has at most 12."),
    "way-twice": _("You have this way already."),
    "not-ready": _("This channel is not set up here. An administrator can set it up."),
    "many-tests": _("That were 20 tests within an hour. Try again later."),
    "running": _("A fire drill of this desk waits for an answer."),
}
ACTS: "dict[str, StrOrPromise]" = {
    "override_set": _("was put on call"),
    "override_ended": _("is no longer put on call"),
    "swap_asked": _("was asked to take it"),
    "swap_agreed": _("agreed to take it"),
    "swap_declined": _("declined to take it"),
    "swap_withdrawn": _("is asked no longer"),
    "layers_changed": _("has other layers"),
}


def refusal(unable: Unable) -> "StrOrPromise":
    """The sentence for a refusal."""
    return REFUSALS[unable.code]
