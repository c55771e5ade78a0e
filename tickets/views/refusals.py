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
    "no_reason": _("Say why: the customer reads it."),
    "same_severity": _("The ticket has this severity already."),
    "not_disputed": _("Nobody disagrees with the severity any more. Somebody else may have decided."),
    "no_answer": _("Say why the severity stays."),
    "no_note": _("Say where it stands: the desk begins with your note."),
    "same_desk": _("This desk has the ticket already."),
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
    "no_piece": _("Choose or type what is to be removed."),
    "too_short": _("A piece has fewer than 4 characters. Take more of the text around it."),
    "too_many": _("Remove at most 50 pieces at a time."),
    "not_in_text": _("A piece does not stand in the text like that. Copy it from the text, one piece a line."),
    "already_removed": _("The file is removed already."),
    "not_yours": _("Only who wrote it may edit it."),
    "too_late": _("It was written more than 15 minutes ago and stays as it is. Add what is missing in a new message."),
    "not_of_yours": _("Add colleagues here; the customer adds its own people."),
    "file_unfinished": _("A file has not arrived whole. Try it again or remove it, then send."),
    "file_infected": _("The virus scan found something in a file. It was deleted."),
    "file_gone": _("A file has expired or was sent already. Choose it again."),
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
    "itself": _("That is this ticket. Name another one."),
    "other_customer": _("The tickets are of two customers, so they stay apart. Only a problem holds them together."),
    "merged": _("The ticket was merged. What is said goes to the ticket that it was merged into."),
    "target_merged": _("That ticket was merged itself. Merge into the one that it went to."),
    "has_merged": _("Other tickets were merged into this one. Merge the other way round, or undo those first."),
    "finished": _("The ticket has ended. Link it instead: nothing in it is waited for."),
    "target_finished": _("That ticket has ended. Reopen it first, or link the two."),
    "not_merged": _("The ticket stands on its own already."),
    "linked_already": _("The two tickets are linked like this already."),
    "part_of_another": _("The ticket is a part of another one. Remove that link first."),
    "makes_a_circle": _("A ticket cannot be a part of its own part."),
    "not_by_hand": _("This link says what happened. It stays."),
    "open_parts": _("Parts of this ticket are still open. Say that they stay open, or end them first."),
    "vendors_text": _("Only what the customer wrote becomes a ticket of the customer's."),
    "not_your_contact": _("The person no longer files tickets for this organization."),
    "no_subject": _("Say in one line what it is about."),
    "problem_solved": _("The problem is solved. Open a new one if the fault is back."),
    "not_affected": _("The ticket is not attached to this problem."),
    "no_such_kind": _("There is no such kind of ticket."),
    "other_products_version": _("This is a version of another product."),
    "not_your_environment": _("This environment belongs to another organization."),
    "other_version_there": _("Another version runs in this environment. Choose that version, or another environment."),
    "bad_tag": _("A tag has letters a to z or digits."),
    "too_many_tags": _("A ticket carries at most 20 tags. Take one off first."),
    "no_time": _("One entry holds a minute at least."),
    "over_a_day": _("One entry holds 24 hours at most."),
    "nothing_said": _("Say what was done."),
    "not_your_time": _("Another agent entered this. Ask them, or a lead of the desk."),
    "already_cancelled": _("This entry is cancelled already."),
    "not_offered": _("This macro is for another desk or product now."),
    "other_products_field": _("This question belongs to another product than the ticket."),
    "not_a_number": _("This is not a number."),
    "not_a_date": _("This is not a day."),
    "not_in_list": _("This is not an answer of the list."),
}
OTHER = _("The ticket does not allow this as it stands.")


def words(refusal: Unable) -> str:
    """The sentence for a refusal, with the names that it gives."""
    sentence = str(WORDS.get(refusal.code, OTHER))
    names = [reason for reason in refusal.reasons if not reason.isdecimal()]
    return f"{sentence} ({', '.join(names)})" if names else sentence
