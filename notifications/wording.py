"""Words for what people are told: the kinds, why a mail came, and the sentence of each event."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from common.direction import apart

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Words(NamedTuple):
    """What a kind is called, when it comes, and why its reader gets it."""

    label: "StrOrPromise"
    help: "StrOrPromise"
    why: "StrOrPromise"


KINDS: Mapping[str, Words] = {
    "filed": Words(
        _("Receipts"), _("Your ticket is stored, and what your contract says about it."), _("you filed this ticket")
    ),
    "reply": Words(
        _("Replies"), _("Somebody replied on a ticket of yours or one you follow."), _("you take part in this ticket")
    ),
    "asked": Words(_("Questions to you"), _("Support waits for an answer of yours."), _("support waits for you")),
    "progress": Words(
        _("Changes"), _("Severity, cover, merging and files of your tickets."), _("you filed this ticket")
    ),
    "resolved": Words(_("Resolved"), _("Support says that your ticket is solved."), _("you filed this ticket")),
    "assigned": Words(_("Tickets given to you"), _("A ticket is yours from now on."), _("the ticket was given to you")),
    "desk": Words(
        _("News of your desk"), _("Tickets that come to your desk, and disputes on them."), _("you work at this desk")
    ),
    "note": Words(
        _("Internal notes"), _("A colleague wrote a note on a ticket you follow."), _("you follow this ticket")
    ),
    "mention": Words(_("Mentions"), _("Somebody wrote @ and your name."), _("you were mentioned")),
    "following": Words(
        _("Invitations to follow"), _("Somebody lets you follow a ticket."), _("you follow this ticket")
    ),
    "promise": Words(
        _("Promises"), _("The time of a promise runs out, is over, or would move."), _("you answer for this promise")
    ),
    "rating": Words(
        _("Low ratings"), _("A customer was not content with your desk."), _("you lead the desk of this ticket")
    ),
    "answer": Words(
        _("Answers in the community"), _("Somebody answered in a thread you follow."), _("you follow this thread")
    ),
    "article": Words(
        _("Articles"), _("An article that you subscribed to has a new text."), _("you subscribed to articles")
    ),
    "release": Words(_("New releases"), _("A release of a product you follow is there."), _("you follow this product")),
    "ending": Words(
        _("Versions that leave support"),
        _("A version that you run is sunset or reaches its end of life."),
        _("your organization runs this version"),
    ),
    "units": Words(_("Time units"), _("Orders, refunds and balances of time units."), _("you look after time units")),
    "emergency": Words(
        _("Emergencies"),
        _("An emergency begins, needs your word to go on, or is over."),
        _("you asked for this emergency, or work on it"),
    ),
    "contract": Words(
        _("Contracts that end"),
        _("90, 60, 30 and 7 days before a contract ends."),
        _("you look after this contract"),
    ),
    "window": Words(
        _("Maintenance windows"),
        _("A window is booked, moved, cancelled, gets another engineer, has none, begins soon or is over."),
        _("you booked this window, work in it or answer for its desk"),
    ),
    "announcement": Words(
        _("Announcements"),
        _("Outages, warnings and news about your products."),
        _("it concerns a product or a region of yours"),
    ),
    "membership": Words(
        _("People of your organization"), _("Requests to join, and their answers."), _("it is about your organization")
    ),
    "shift": Words(
        _("Changes of your shifts"), _("Swaps and overrides that put you on call or take you off."), _("you take calls")
    ),
    "debt": Words(
        _("Coverage debt"),
        _("Hours that customers bought and in which nobody is on call."),
        _("you lead a desk, or manage promises"),
    ),
    "page": Words(
        _("Pages"),
        _("Calls while you are on call. What wakes you is chosen under On call."),
        _("you are on call, or nobody else is"),
    ),
    "security": Words(
        _("Your account"),
        _("Codes, confirmations and changes of your login."),
        _("it is about an account with this address"),
    ),
}
SENTENCES: Mapping[str, "StrOrPromise"] = {
    "filed": _("Your ticket is filed"),
    "replied": _("%(by)s replied"),
    "noted": _("%(by)s wrote an internal note"),
    "mentioned": _("%(by)s mentioned you"),
    "asked": _("%(by)s asks you: %(what)s"),
    "resolved": _("Support says that it is solved"),
    "assigned": _("%(by)s gave it to you"),
    "watched": _("%(by)s lets you follow it"),
    "merged": _("Your ticket %(what)s goes on here"),
    "unmerged": _("Your ticket stands on its own again"),
    "severity": _("%(by)s set the severity to %(what)s"),
    "disputed": _("%(by)s disagrees with the severity"),
    "dispute_decided": _("%(by)s answered your dispute"),
    "covered": _("It is covered now"),
    "uncovered": _("It is not covered any more"),
    "covered_desk": _("It came to your desk"),
    "handed_over": _("%(by)s handed it over to %(what)s"),
    "infected": _("Your file %(what)s was infected and is deleted"),
    "promise_warned": _("%(what)s %% of a promise's time are used"),
    "promise_broken": _("A promise is broken: %(what)s"),
    "promises_to_review": _("%(what)s open promises would move"),
    "debt_arisen": _("%(what)s h sold with nobody on call"),
    "rated": _("%(by)s rated it %(what)s of 5"),
    "answered": _("%(by)s answered"),
    "article_new": _("A new article"),
    "article_changed": _("The article has a new text"),
    "issue_fixed": _("A known issue behind it is fixed in %(what)s"),
    "released": _("%(what)s is there"),
    "ending": _("Support of version %(what)s ends"),
    "units_ordered": _("%(by)s ordered %(what)s time units"),
    "units_paid": _("%(what)s time units can be used"),
    "emergency_started": _("%(by)s works on your emergency"),
    "emergency_asked": _("%(what)s %% of the held time are used. Go on?"),
    "emergency_extended": _("%(by)s agreed to %(what)s more time units"),
    "emergency_ended": _("The emergency is over: %(what)s time units used"),
    "contract_ending": _("It ends in %(what)s days"),
    "units_low": _("%(what)s time units are left"),
    "units_expiring": _("%(what)s time units expire soon"),
    "units_statement": _("The statement of time units of %(what)s"),
    "refund_proposed": _("%(by)s proposes to refund %(what)s time units"),
    "refund_decided": _("%(by)s decided about your refund of %(what)s time units"),
    "refund_declined": _("%(what)s time units stay used: the refund is declined"),
    "units_refunded": _("%(what)s time units came back"),
    "window_booked": _("A window is booked: %(what)s"),
    "window_moved": _("The window was moved to %(what)s"),
    "window_given": _("%(by)s works in the window now"),
    "window_unstaffed": _("%(by)s cannot work in the window of %(what)s"),
    "window_cancelled": _("The window is cancelled"),
    "window_reminded": _("The window begins soon: %(what)s"),
    "window_opened": _("The window is open, %(by)s works in it"),
    "window_ended": _("The window is over: %(what)s time units used"),
    "announced": _("A new announcement"),
    "join-asked": _("%(by)s asks to join"),
    "join-approved": _("You are a member now"),
    "join-declined": _("Your request to join was declined"),
    "called": _("You are called for %(what)s"),
    "call_taken": _("%(by)s has it"),
    "pages_held_back": _("%(what)s pages were held back"),
    "override_set": _("%(by)s changed who is on call"),
    "override_ended": _("%(by)s took back who is on call"),
    "swap_asked": _("%(by)s asks you to take a shift"),
    "swap_agreed": _("%(by)s takes your shift"),
    "swap_declined": _("%(by)s cannot take your shift"),
    "swap_withdrawn": _("%(by)s no longer asks you to take a shift"),
}
"""What happened, for the inbox and the digest. `by` is who did it, `what` the rest."""
SOMEBODY = _("Somebody")
DIGEST = _("this is your digest")
REFUSALS: Mapping[str, "StrOrPromise"] = {
    "not_yours": _("You do not get this kind."),
    "not_silenced": _("This kind cannot be turned off."),
    "not_digested": _("This kind goes out at once: it cannot wait for a digest."),
    "no_quiet_hours": _("Quiet hours need a start, an end and at least one day."),
    "always_quiet": _("Quiet hours must end at another time than they start."),
    "not_an_announcer": _("Leads, duty managers and administrators announce. Ask one of them."),
    "ends_before_it_starts": _("It must end after it starts, and later than now."),
    "over": _("It is over already."),
    "not_published": _("It is not published."),
}
EVENTS: Mapping[str, "StrOrPromise"] = {
    "drafted": _("%(by)s wrote it"),
    "rewritten": _("%(by)s changed what it says"),
    "published": _("%(by)s published it"),
    "taken_back": _("%(by)s took it back"),
}
"""What was done to an announcement."""


def why(kind: str) -> str:
    """Why somebody gets a mail of that kind, in the language of now."""
    return str(DIGEST if kind == "digest" else KINDS[kind].why)


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """What happened, in the language of now."""
    return str(SENTENCES[code]) % {"by": apart(facts.get("by") or SOMEBODY), "what": apart(facts.get("what", ""))}
