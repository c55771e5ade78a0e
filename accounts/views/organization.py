"""The page of an organization: its people, their roles and its environments."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts import notices
from accounts.forms import JoinDecisionForm
from accounts.models import Contact, Invitation, JoinRequest, Organization, User
from accounts.permissions import buys_for, leads, manages
from accounts.querysets import is_agent
from accounts.services import is_mere_customer
from catalog.models import Region
from common.http import INVALID, Request

HISTORY = 20
"""How many events the page shows."""


@login_required
def organization(request: Request, key: str = "") -> HttpResponse:
    """One's own organization; a choice for who has several, the way to one for who has none."""
    visible = Organization.objects.visible_to(request.user)
    if key:
        return render_organization(request, get_object_or_404(visible, key=key))
    organizations = list(visible.order_by("name"))
    if not organizations and not is_agent(request.user):
        return redirect("people:join")
    if len(organizations) == 1:
        return render_organization(request, organizations[0])
    context = {"organizations": organizations, "leads": leads(request.user)}
    return render(request, "accounts/organizations.html", context)


def render_organization(
    request: Request, shown: Organization, answered: JoinDecisionForm | None = None
) -> HttpResponse:
    """The page; `answered` is a decision on a join request that could not be taken."""
    page = _people(shown) | _history(shown)
    page |= {"organization": shown, "is_manager": manages(request.user, shown)}
    page["viewable"] = _viewable(page["contacts"]) if is_agent(request.user) else frozenset()
    page["is_buyer"] = page["is_manager"] or buys_for(request.user, shown)
    page["invitations"] = _invitations(request, shown) if page["is_manager"] else []
    page["join_forms"] = _join_forms(request.user, shown, answered) if page["is_manager"] else []
    return render(request, "accounts/organization.html", page, status=INVALID if answered else 200)


def _invitations(request: Request, shown: Organization) -> list[tuple[Invitation, bool]]:
    """Each invitation that was neither accepted nor withdrawn, and whether its link is too old."""
    waiting = Invitation.objects.visible_to(request.user).filter(
        organization=shown, accepted_at=None, withdrawn_at=None
    )
    return [(each, each.expires_at <= request.at) for each in waiting.order_by("-invited_at", "-pk")]


def _people(shown: Organization) -> dict[str, Any]:
    contacts = shown.contacts.select_related("user__agent", "home_region")
    contacts = contacts.prefetch_related("roles").order_by("user__name", "pk")
    environments = shown.environments.select_related("product", "version", "region")
    return {
        "contacts": [contact for contact in contacts if contact.is_current],
        "former": [contact for contact in contacts if not contact.is_current],
        "environments": list(environments.order_by("retired_at", "name")),
    }


def _viewable(contacts: list[Contact]) -> frozenset[int]:
    """The contacts as whom an agent may look at the portal, if it also reads all that they read."""
    return frozenset(contact.pk for contact in contacts if is_mere_customer(contact.user))


def _history(shown: Organization) -> dict[str, Any]:
    events = shown.events.select_related("person", "actor")
    return {"history": [(event.at, notices.happened(event)) for event in events.order_by("-id")[:HISTORY]]}


def _join_forms(
    manager: User, shown: Organization, answered: JoinDecisionForm | None
) -> list[tuple[JoinRequest, JoinDecisionForm]]:
    """Each request that waits, with the form of its answer."""
    requests = JoinRequest.objects.visible_to(manager).undecided().filter(organization=shown)
    waiting = list(requests.select_related("user").order_by("id"))
    regions = list(Region.objects.order_by("name")) if waiting else []
    return [
        (asked, answered)
        if answered and answered.prefix == f"join-{asked.pk}"
        else (asked, JoinDecisionForm(regions=regions, prefix=f"join-{asked.pk}"))
        for asked in waiting
    ]
