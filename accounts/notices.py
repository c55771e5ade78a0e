"""What is said about people and organizations: refusals and history, from codes to sentences."""

from django.utils.translation import gettext as _

from accounts.models import ContactRole, OrganizationEvent
from common.refusal import Unable

Code = OrganizationEvent.Code


def refusal(unable: Unable) -> str:
    """The sentence that a person reads when a service said no."""
    name = unable.reasons[0] if unable.reasons else ""
    sentences = {
        "not-a-manager": _("Only a manager of %(name)s may do this. Ask one of its managers, listed on its page."),
        "last-manager": _("%(name)s would have no manager. Make somebody else a manager first."),
        "has-left": _("%(name)s has left the organization."),
        "leads-only": _("Only who leads a desk may do this."),
        "no-reason": _("Say why: the organization reads it."),
        "not-your-agent": _("Only %(name)s and who leads its desk may do this."),
        "hours-overlap": _("Two intervals of a day overlap."),
        "over-midnight": _("Hours end after they start, on the same day; write a night as two days."),
        "ends-before-it-starts": _("An absence ends after it starts."),
        "not-your-domain": _("None of your confirmed addresses belongs to that organization."),
        "already-asked": _("You have asked %(name)s already. Its managers will answer by mail."),
        "already-decided": _("Somebody has answered this request already."),
    }
    return sentences[unable.code] % {"name": name}


def happened(event: OrganizationEvent) -> str:
    """One line of an organization's history."""
    facts = {"person": event.person, "actor": event.actor, **event.data}
    if "role" in event.data:
        facts["role"] = ContactRole.Role(event.data["role"]).label
    sentences = {
        Code.JOINED: _("%(actor)s made %(person)s a contact, at home in %(region)s"),
        Code.DECLINED: _("%(actor)s declined the request of %(person)s"),
        Code.ROLE_GRANTED: _("%(actor)s made %(person)s %(role)s"),
        Code.ROLE_REVOKED: _("%(actor)s took the role %(role)s from %(person)s"),
        Code.REGION_CHANGED: _("%(actor)s moved %(person)s to %(region)s"),
        Code.PIN_MADE: _("%(person)s made a phone PIN"),
        Code.PIN_LOCKED: _("The phone PIN of %(person)s was locked after wrong tries"),
        Code.PIN_OVERRIDDEN: _("%(actor)s believed %(person)s on the phone without a PIN: %(reason)s"),
        Code.VIEWED: _("%(actor)s looked at the portal as %(person)s sees it: %(reason)s"),
        Code.LEFT: _("%(actor)s recorded that %(person)s has left"),
    }
    return sentences[Code(event.code)] % facts
