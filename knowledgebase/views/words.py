"""What refusals and events are called."""

from django.utils.translation import gettext_lazy as _

from common.refusal import Unable
from knowledgebase.models import ArticleEvent

REFUSALS = {
    "not_editor": _("Editors write articles. Ask an administrator for the role."),
    "not_reviewer": _("Reviewers decide this. Ask an administrator for the role."),
    "not_administrator": _("Administrators give these roles. Ask one of them."),
    "no_agent": _("Only agents write and approve articles."),
    "wrong_state": _("Somebody else was quicker: the article is no longer where it was. Look at it again."),
    "own_text": _("Somebody else approves what you wrote."),
    "conflict": _("Somebody else wrote this article meanwhile. Compare it with yours before you save."),
    "slug_taken": _("Another article has this address, or had it."),
    "no_title": _("Say what the article is about."),
    "empty": _("Write the article."),
    "too_long": _("The text is too long. Make two articles of it."),
    "no_product": _("Gold is bought for a product: say for which one this article is."),
    "no_such_text": _("There is no such text."),
    "in_the_past": _("That is in the past. Leave it empty to publish at once."),
    "no_issue": _("Only a published known issue is fixed."),
    "fixed_already": _("Somebody else was quicker: it is said to be fixed. Look at it again."),
    "not_fixed": _("Somebody else was quicker: it is not said to be fixed. Look at it again."),
    "no_version": _("Say in which version."),
    "file_waits": _("A file of this text waits for the virus scan. Try again in a minute."),
    "file_unfinished": _("A file has not arrived. Choose it again."),
    "file_infected": _("The virus scan found something in a file. Choose another one."),
    "not_stored": _("The portal cannot reach its files now, and nothing was sent. Send it again in a minute."),
    "file_gone": _("A file has expired or was used already. Choose it again."),
    "removed_already": _("Somebody else was quicker: the file is gone."),
    "no_note": _("Say what the editor should change."),
}
EVENTS = {
    "written": _("wrote it"),
    "revised": _("wrote it again"),
    "restored": _("restored an earlier text"),
    "moved": _("gave it another address"),
    "submitted": _("asked for a review"),
    "sent_back": _("sent it back"),
    "approved": _("approved it"),
    "scheduled": _("approved it for later"),
    "published": _("published it"),
    "withdrawn": _("withdrew the approval"),
    "archived": _("archived it"),
    "file_removed": _("removed the file %(file)s for good"),
    "file_infected": _("deleted the file %(file)s, in which the virus scan found something"),
    "came_of_ticket": _("made it of a ticket"),
    "fixed": _("said that it is fixed"),
    "unfixed": _("said that it is back"),
}


def refused(refusal: Unable) -> str:
    """Why something was refused."""
    return str(REFUSALS[refusal.code])


def happened(event: ArticleEvent) -> str:
    """What an event says, without who and when."""
    words: str = str(EVENTS[event.code]) % event.data
    return words
