"""Why a service said no to a customer, in words that say what to do next."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.direction import apart
from common.refusal import Unable
from tickets.models import Ticket
from tickets.views.marks import Marked

WORDS: dict[str, Promise] = {
    "agents_only": _("Only support can do this. Say in a reply what you need."),
    "forbidden": _("You may read this ticket. Its requester and your organization's managers write on it."),
    "closed": _("This ticket is closed. Reopen it, or file a new one."),
    "resolved": _("This ticket is resolved. Reopen it first."),
    "not_finished": _("This ticket is open already."),
    "grace_is_over": _(
        "This ticket ended more than 14 days ago. Write a follow-up: a new ticket that is linked to it."
    ),
    "grace_runs": _("This ticket may still be answered. Reply to it, and it is open again."),
    "no_reason": _("Say why."),
    "not_lowered": _("Support has not lowered the severity of this ticket. Say in a reply if it has become worse."),
    "is_disputed": _("You disagreed already. An agent decides and answers on the ticket."),
    "asks_for_less": _("Choose a severity that is worse than the one that was set."),
    "no_emergency": _("No emergency is offered for this ticket now: the desk works on it, or the contract has none."),
    "is_confirmed": _("The emergency is confirmed already."),
    "customers_only": _("Only the customer's side of the ticket does this."),
    "set_aside": _("The desk set this ticket aside, so nothing can be added to it. File a new one if it is wrong."),
    "changed_meanwhile": _("The ticket changed while you had it open. Read what is new, then send again."),
    "empty": _("Write something, or attach a file."),
    "too_long": _("The text is longer than 64,000 characters. Attach the long part as a file."),
    "too_many_files": _("A message takes at most 10 files. Choose fewer."),
    "file_too_large": _("A file is larger than 25 MB. Choose a smaller one."),
    "file_empty": _("A file has nothing in it. Choose another one."),
    "picture_unpacks": _("A picture fills a computer's memory when it is opened. Save it smaller and choose it again."),
    "file_unfinished": _("A file has not arrived whole. Try it again or remove it, then send."),
    "file_infected": _("The virus scan found something in a file. It was deleted; send a clean copy."),
    "not_stored": _("The portal cannot reach its files now, and nothing was sent. Send it again in a minute."),
    "file_gone": _("A file has expired or was sent already. Choose it again."),
    "units_spent": _("The time units were used meanwhile, so the emergency was not filed. Look at the answer again."),
    "nothing_runs": _("The emergency is over: nothing is charged any more. Confirm another one if you need it."),
    "not_so_many_units": _("You do not have so many time units left. Choose fewer, or order more of them."),
    "units_are_positive": _("Agree to one time unit at least."),
    "not_your_contact": _("You do not file tickets for this organization. Ask its manager for the member role."),
    "other_products_field": _("This question belongs to another product. Look at the answers again."),
    "not_your_customer": _("This contract is over, or does not name your organization as a partner. Ask its customer."),
    "not_yours": _("Only who wrote it may edit it."),
    "too_late": _("It was written more than 15 minutes ago and stays as it is. Add what is missing in a new reply."),
    "not_of_yours": _("Only people of your organization can be added."),
    "merged": _("This ticket was merged into another one. Go on there."),
    "too_often": _(
        "You have sent very much within an hour. What you typed is kept: wait some minutes, then send again."
    ),
    "raters_only": _("Its requester and your organization's managers rate a ticket."),
    "unfinished": _("The ticket is open. Once it is resolved, you can say how the service was."),
    "rated_for_good": _("This was rated more than 14 days ago, and that rating stays."),
    "no_score": _("Choose one of the five."),
    "no_subject": _("Say in one sentence what it is about."),
}
STATES: dict[str, Promise] = {
    "new": _("filed"),
    "waiting_for_customer": _("waiting for you"),
    "waiting_for_vendor": _("waiting for support"),
    "needs_entitlement": _("not covered"),
}
"""The statuses that a customer calls by another name than an agent."""
OTHER = _("The ticket does not allow this as it stands.")
SET_ASIDE = _("set aside")


def states() -> dict[str, str]:
    """Every status in one word, as a customer says it."""
    return {status: str(STATES.get(status) or label) for status, label in Ticket.Status.choices}


def state(ticket: Marked) -> str:
    """Where the ticket stands in one word, as its customer says it: its status, or that support set it aside."""
    if ticket.is_set_aside:
        return str(SET_ASIDE)
    return str(STATES.get(ticket.status) or Ticket.Status(ticket.status).label)


def refusal(unable: Unable) -> str:
    """The sentence for a refusal, with the names that it gives."""
    sentence = str(WORDS.get(unable.code, OTHER))
    names = [apart(reason) for reason in unable.reasons if not reason.isdecimal()]
    return f"{sentence} ({', '.join(names)})" if names else sentence
