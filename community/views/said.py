"""Why a service said no, in words that say what to do next; and the answer's status."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation import ngettext

from common import pace
from common.http import CONFLICT, INVALID, TOO_MANY
from common.refusal import Unable
from community.services import UnableToTakePart

WORDS: dict[str, Promise] = {
    "empty": _("Write something first."),
    "too_long": _("A post takes up to 64,000 characters. Shorten it."),
    "locked": _("A moderator locked this thread: it is read, and nobody writes or votes in it."),
    "merged": _("This thread was merged into another one. Go on there."),
    "not_yours": _("Only who wrote it, and moderators, may change it."),
    "deleted": _("This post was deleted."),
    "changed_meanwhile": _("It was edited while you had it open. Read what it says now, then send again."),
    "own_post": _("This is your own post."),
    "not_the_asker": _("Only who asked, and moderators, say which answer solved it."),
    "is_the_question": _("The question is not an answer to itself."),
    "is_held": _("A moderator looks at this post first."),
    "has_answers": _("Your question has answers: they would go with it. Ask a moderator by a flag."),
    "not_yours_to_look_back": _("The history is for who asked, the vendor's people and moderators."),
    "moderators_only": _("Only moderators do this."),
    "no_reason": _("Say why."),
    "is_ours": _("Nobody of the vendor is banned."),
    "itself": _("A thread cannot go into itself."),
    "question_deleted": _("The question of that thread was deleted, so nobody would read the posts. Restore it first."),
    "less_visible": _("Others read the two threads. Move one into a category of the same visibility first."),
}
_WRITTEN = (
    _noop("You have written very much within an hour. What you typed is kept: send it again in %(minutes)s minute."),
    _noop("You have written very much within an hour. What you typed is kept: send it again in %(minutes)s minutes."),
)
_MARKED = (
    _noop("You have voted and followed very much within an hour. Try again in %(minutes)s minute."),
    _noop("You have voted and followed very much within an hour. Try again in %(minutes)s minutes."),
)
OTHER = _("This cannot be done as it stands.")


@dataclass(frozen=True)
class Act:
    """What is done with a post, in words: the page's title, and its button with an icon."""

    title: Promise
    button: Promise
    icon: str = ""


EDIT = Act(_("Edit the post"), _("Save the text"))
FLAG = Act(_("Flag the post"), _("Call a moderator"), "flag")


def sentence(refusal: Unable) -> str:
    """The refusal in a sentence or two."""
    if refusal.code == pace.TOO_OFTEN:
        return _too_often(refusal)
    return str(WORDS.get(refusal.code, OTHER))


def status_of(refusal: Unable) -> int:
    """The status of the page on which a refused form comes back."""
    return {pace.TOO_OFTEN: TOO_MANY, "changed_meanwhile": CONFLICT}.get(refusal.code, INVALID)


def come_back(answer: HttpResponse, refusal: Unable) -> HttpResponse:
    """The answer, with the seconds to wait if the refusal names them."""
    if refusal.code == pace.TOO_OFTEN:
        answer["Retry-After"] = refusal.reasons[0]
    return answer


def _too_often(refusal: Unable) -> str:
    """When it can be done again, and that nothing typed is lost meanwhile."""
    wait = pace.minutes_to_wait(refusal)
    if isinstance(refusal, UnableToTakePart):
        once, many = _MARKED
    else:
        once, many = _WRITTEN
    return ngettext(once, many, wait) % {"minutes": wait}
