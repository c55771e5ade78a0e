"""What is said about people and organizations: refusals and history, from codes to sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import ContactRole, OrganizationEvent
from accounts.wording import refusal

__all__ = ["WRONG_LINK", "happened", "refusal"]
Code = OrganizationEvent.Code
WRONG_LINK = _lazy(
    "No invitation has this address. Copy the whole link from the mail; if you got a newer mail, use the link in that."
)
"""What is said to a link that no invitation has or had."""

ELSEWHERE = {
    Code.JOINED: _lazy("%(actor)s made %(person)s a contact, at home in no region yet"),
    Code.REGION_CHANGED: _lazy("%(actor)s took the home region from %(person)s"),
}
"""What is said of a contact without a home region."""


def happened(event: OrganizationEvent) -> str:
    """One line of an organization's history."""
    facts = {"person": event.person, "actor": event.actor or _("Support"), **event.data}
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
        Code.INVITED: _("%(actor)s invited %(email)s"),
        Code.INVITATION_WITHDRAWN: _("%(actor)s withdrew the invitation of %(email)s"),
        Code.ENVIRONMENT_ADDED: _("%(actor)s added the environment %(name)s with %(version)s"),
        Code.ENVIRONMENT_CHANGED: _("%(actor)s changed the environment %(name)s, now with %(version)s"),
        Code.ENVIRONMENT_RETIRED: _("%(actor)s retired the environment %(name)s"),
    }
    if event.code in ELSEWHERE and not event.data.get("region"):
        return ELSEWHERE[Code(event.code)] % facts
    return sentences[Code(event.code)] % facts
