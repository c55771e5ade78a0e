"""Why a service said no to an agent, in words that say what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.refusal import Unable

WORDS: dict[str, Promise] = {
    "agents_only": _("Only an agent who is not a contact of this customer may do this."),
    "forbidden": _("You may read this ticket, not change it."),
    "resolved": _("The ticket is resolved. Reopen it first."),
    "closed": _("The ticket is closed. Reopen it first."),
    "not_finished": _("The ticket is open already."),
    "needs_entitlement": _(
        "Nothing that was sold covers this ticket. A contract administrator has to add cover first."
    ),
    "customers_only": _("Only the customer's side of the ticket does this."),
    "set_aside": _("The ticket is in the trash. Restore it first."),
    "not_set_aside": _("The ticket is not in the trash."),
    "grace_is_over": _("The ticket ended too long ago to be reopened. Ask the customer to file a new one."),
    "no_ask": _("Say what you need from the customer: they read it, and the clocks stand still until they answer."),
    "changed_meanwhile": _("Somebody changed the ticket while you had it open. Read what is new, then send again."),
    "has_its_own_act": _("Resolve, close or reopen the ticket with their own buttons."),
    "empty": _("Write something first."),
    "too_long": _("The text is longer than 64,000 characters. Attach it as a file."),
    "too_many_files": _("A message takes at most 10 files."),
    "file_too_large": _("A file is larger than 25 MB."),
    "file_empty": _("A file has nothing in it."),
    "not_yours": _("Only who wrote it may edit it."),
    "too_late": _("It was written more than 15 minutes ago and stays as it is. Add what is missing in a new message."),
    "not_of_yours": _("Add colleagues here; the customer adds its own people."),
    "other_mode": _("The choice was an internal note, the button was another one. Choose again, then send."),
    "name_taken": _("A view of yours has this name already. Choose another one."),
    "too_many_views": _("You keep 20 views, and there is no room for more. Delete one first."),
    "not_your_desk": _("A view is shared with a desk of your own."),
    "nothing_to_do": _("Say what to do with the tickets that you chose."),
    "nothing_chosen": _("Choose tickets first."),
    "too_many_rows": _("One act takes at most 200 tickets. Choose fewer."),
    "not_at_the_desk": _("That agent does not work at the desk of the ticket."),
    "not_there": _("There is no such ticket among those that you see."),
    "not_your_view": _("Whoever saved this view may change it; a lead of its desk may delete it."),
}
OTHER = _("The ticket does not allow this as it stands.")


def words(refusal: Unable) -> str:
    """The sentence for a refusal, with the names that it gives."""
    sentence = str(WORDS.get(refusal.code, OTHER))
    names = [reason for reason in refusal.reasons if not reason.isdecimal()]
    return f"{sentence} ({', '.join(names)})" if names else sentence
