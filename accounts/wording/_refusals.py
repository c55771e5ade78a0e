"""What services about people refuse, in words."""

from django.utils.translation import gettext as _

from common.refusal import Unable


def refusal(unable: Unable) -> str:
    """The sentence that a person reads when a service said no."""
    name, count = (*unable.reasons, "", "")[:2]
    sentences = {
        "not-a-manager": _("Only a manager of %(name)s may do this. Ask one of its managers, listed on its page."),
        "last-manager": _("%(name)s would have no manager. Make somebody else a manager first."),
        "no-place": _(
            "The contracts of %(name)s let %(count)s contacts file tickets, and so many do. Take the role member from"
            " somebody, or ask the account owner for more places."
        ),
        "has-left": _("%(name)s has left the organization."),
        "leads-only": _("Only who leads a desk may do this."),
        "no-reason": _("Say why: the organization reads it."),
        "not-your-agent": _("Only %(name)s and who leads its desk may do this."),
        "hours-overlap": _("Two intervals of a day overlap."),
        "over-midnight": _("Hours end after they start, on the same day; write a night as two days."),
        "ends-before-it-starts": _("An absence ends after it starts."),
        "away-already": _("%(name)s is away for all of that time already. Take that absence back to plan another."),
        "not-your-domain": _("None of your confirmed addresses belongs to that organization."),
        "already-asked": _("You have asked %(name)s already. Its managers will answer by mail."),
        "already-decided": _("Somebody has answered this request already."),
        "is-a-contact": _("%(name)s is a contact already. Change the roles in the list of people."),
        "is-an-agent": _("%(name)s belongs to support, who see your organization as it is: no invitation is needed."),
        "already-invited": _("%(name)s is invited already. Send the mail again from the organization's page."),
        "too-often": _("You have sent %(name)s invitations within an hour. What you typed is kept; wait, then go on."),
        "invitation-over": _(
            "This invitation to %(name)s was used, withdrawn or renewed, or is older than 14 days. If you have an"
            " account, log in; otherwise ask a manager of %(name)s to invite you again."
        ),
        "inviter-gone": _("Whoever invited you manages %(name)s no more. Ask another manager to invite you again."),
        "other-address": _("This invitation was sent to %(name)s. Log in with that address, then open the link again."),
        "account-closed": _("The account of %(name)s is closed. Ask your organization's manager."),
        "has-account": _("%(name)s has an account meanwhile. Open the link again and log in."),
    }
    return sentences[unable.code] % {"name": name, "count": count}
