"""Who is told of requests to join an organization, and of their answers: what follows the news of `accounts`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts import rules
from accounts.models import Contact, JoinRequest, User
from notifications.services import News, notify

KIND = "membership"


def join_asked(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell each manager who asks to join; an organization without one has an account owner at the vendor."""
    asked = JoinRequest.objects.select_related("user", "organization__account_owner").get(pk=key)
    organization = asked.organization
    current = Contact.objects.current().filter(organization=organization).with_role(rules.MANAGER)
    managers = list(User.objects.filter(contacts__in=current).distinct())
    facts = {
        "person": str(asked.user),
        "email": asked.user.email,
        "organization": organization.name,
        "key": organization.key,
        "message": asked.message,
    }
    news = News(
        kind=KIND,
        code="join-asked",
        about=f"join:{asked.pk}",
        event=f"join-asked:{asked.pk}",
        title=organization.name,
        url=reverse("people:organization-of", args=[organization.key]),
        mail="accounts/mail/join-asked",
        door=f"join:{asked.pk}" if managers else "",
        by=str(asked.user),
        facts=facts,
    )
    owner = organization.account_owner
    for reader in managers or ([owner] if owner else []):
        notify(reader=reader, news=news, at=at)


def join_decided(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - the key says it all
    """Tell a person whether its request was accepted."""
    asked = JoinRequest.objects.select_related("user", "organization").get(pk=key)
    code = "join-approved" if asked.contact_id else "join-declined"
    news = News(
        kind=KIND,
        code=code,
        about=f"join:{asked.pk}",
        event=f"{code}:{asked.pk}",
        title=asked.organization.name,
        url=reverse("people:organization" if asked.contact_id else "people:join"),
        mail=f"accounts/mail/{code}",
        facts={"organization": asked.organization.name},
    )
    notify(reader=asked.user, news=news, at=at)
