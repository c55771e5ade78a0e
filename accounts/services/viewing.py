"""An agent looks at the portal as a contact sees it: with a reason, for a while, changing nothing."""

from datetime import datetime

from django.db import transaction

from accounts import rules
from accounts.models import Contact, OrganizationEvent, PortalView, User
from accounts.querysets import is_agent
from accounts.services.contacts import record
from common.refusal import Unable

VIEW = "portal_view"
"""Where the session of an agent keeps its view of the portal as a contact."""


class UnableToView(Unable):
    """Codes: "agents-only", "not-a-customer" (an agent or staff), "no-reason"."""


def start_view(*, contact: Contact, reason: str, actor: User, at: datetime) -> PortalView:
    """Begin to look as `contact` sees the portal; each of its organizations reads that, and why.

    Whether the agent reads what the contact reads is asked by who calls: tickets are above.

    Raises:
        UnableToView: when `actor` is no agent, the contact is no mere customer, or there is no reason.
    """
    user = contact.user
    if not is_agent(actor):
        raise UnableToView("agents-only")
    if not is_mere_customer(user):
        raise UnableToView("not-a-customer")
    if not reason.strip():
        raise UnableToView("no-reason")
    why = reason.strip()[:200]
    with transaction.atomic():
        for each in Contact.objects.of(user).select_related("organization", "user"):
            record(each, OrganizationEvent.Code.VIEWED, actor, at, reason=why)
        return PortalView.objects.create(agent=actor.agent, user=user, reason=why, started_at=at)


def current_view(*, key: int, agent: User, at: datetime) -> PortalView | None:
    """The view with that key, of that agent, while it lasts and its contact is still a mere customer.

    One that is over is written down as ended.
    """
    found = (
        PortalView.objects.select_related("user__agent", "agent__user__agent")
        .filter(pk=key, agent__user=agent, ended_at=None)
        .first()
    )
    if found is None:
        return None
    if rules.view_is_over(found.started_at, at):
        end_view(view=found, at=found.started_at + rules.VIEW_LASTS)
        return None
    if not (agent.is_active and is_mere_customer(found.user)):
        end_view(view=found, at=at)
        return None
    return found


def end_view(*, view: PortalView, at: datetime) -> None:
    """Stop looking; what ended earlier stays ended then."""
    PortalView.objects.filter(pk=view.pk, ended_at=None).update(ended_at=at)


def is_mere_customer(user: User) -> bool:
    """Whether `user` works for nobody but a customer: neither an agent nor staff, and not closed."""
    return user.is_active and not user.is_staff and not user.is_superuser and not hasattr(user, "agent")
