"""Users: sign-up, profile, the mails about an account, and ending it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F

from accounts import rules
from accounts.models import Agent, OrganizationDomain, SignUpPolicy, User
from catalog.models import Region
from outbox.services import mail, publish


@dataclass(frozen=True)
class Profile:
    """What a person says about itself."""

    name: str
    zone: ZoneInfo
    language: str


def sign_up_policy() -> SignUpPolicy:
    """The one row, or what holds until an administrator has chosen: by domain."""
    return SignUpPolicy.objects.filter(pk=1).first() or SignUpPolicy(pk=1)


def may_sign_up(address: str) -> bool:
    """Whether the policy lets the owner of `address` make an account."""
    domain = rules.domain_of(address)
    known = set(OrganizationDomain.objects.filter(domain=domain).values_list("domain", flat=True))
    return rules.may_sign_up(sign_up_policy().mode, address, known)


def change_profile(*, user: User, profile: Profile) -> None:
    """Keep the name, zone and language that a person chose for itself."""
    user.name, user.zone, user.language = profile.name, profile.zone, profile.language
    user.save(update_fields=["name", "zone", "language"])


def mail_about_account(
    *, name: str, recipient: str, facts: dict[str, Any], secret: dict[str, str], at: datetime
) -> None:
    """Owe a mail about logging in; the outbox forgets `secret` (a code, a link) once the mail is sent.

    Each call is a mail of its own: who asks for a second code gets one.
    """
    mail(
        name=f"accounts/mail/{name}",
        recipient=recipient,
        payload={**facts, "secret": secret},
        dedupe_key=f"account:{name}:{uuid4().hex}",
        at=at,
    )


def enter_person(*, email: str, name: str, region: Region | None, at: datetime, password: str | None = None) -> User:
    """Make an account; whoever calls vouches that the address is the person's. Its clock is that of `region`."""
    zone = {"zone": region.zone} if region else {}
    with transaction.atomic():
        user = User.objects.create_user(email, password, name=name, joined_at=at, **zone)
        set_address(user=user, email=user.email)
    return user


def set_address(*, user: User, email: str) -> None:
    """Give a person the only address it logs in with; whoever sets it vouches that it is the person's."""
    with transaction.atomic():
        EmailAddress.objects.filter(user=user).exclude(email=email).delete()
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        User.objects.filter(pk=user.pk).update(email=email)


@transaction.atomic
def deactivate(*, user: User, at: datetime) -> None:
    """Close an account: the person is logged out everywhere at once and cannot log in."""
    User.objects.filter(pk=user.pk).update(is_active=False, session_generation=F("session_generation") + 1)
    _tell_of_agent(user, "left", at)


def end_sessions(*, user: User) -> None:
    """Let no session of `user` go on that was begun before, whether anybody knows of it or not."""
    User.objects.filter(pk=user.pk).update(session_generation=F("session_generation") + 1)
    user.refresh_from_db(fields=["session_generation"])


@transaction.atomic
def reactivate(*, user: User, at: datetime) -> None:
    """Open a closed account again; sessions of before stay ended."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    _tell_of_agent(user, "came_back", at)


def _tell_of_agent(user: User, code: str, at: datetime) -> None:
    """Tell the topic of agents that this one, if the person is one, may or may not log in."""
    for pk in Agent.objects.filter(user=user).values_list("pk", flat=True):
        publish("agent.changed", str(pk), at=at, payload={"code": code})
