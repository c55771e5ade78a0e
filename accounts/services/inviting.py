"""Inviting somebody by mail to become a contact, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts import rules
from accounts.models import Contact, Invitation, JoinRequest, Organization, OrganizationEvent, User
from accounts.permissions import manages
from accounts.querysets import is_agent
from accounts.services.contacts import ContactDraft, UnableToChangeContact, put_contact
from accounts.services.people import enter_person, mail_about_account
from accounts.services.places import keep_places
from catalog.models import Region
from common.refusal import Unable
from outbox.models import OutboundMessage
from outbox.services import mail

Code = OrganizationEvent.Code


class UnableToInvite(Unable):
    """Codes: "not-a-manager", "is-a-contact", "is-an-agent", "already-invited", "invitation-over", "too-often"."""


class UnableToAccept(Unable):
    """Codes: "invitation-over", "inviter-gone", "other-address", "is-an-agent", "account-closed", "has-account"."""


@dataclass(frozen=True)
class InvitationDraft:
    """Whom a manager wants to become what."""

    email: str
    name: str
    roles: frozenset[str]
    home_region: Region


def invite(*, organization: Organization, draft: InvitationDraft, actor: User, at: datetime) -> Invitation:
    """Ask the owner of an address to become a contact; the link in the mail is good once, for 14 days.

    Raises:
        UnableToInvite: if `actor` is no manager, or the person needs no invitation or cannot have one.
    """
    email = draft.email.strip().lower()
    with transaction.atomic():
        organization = Organization.objects.select_for_update().get(pk=organization.pk)
        _check(organization, email, actor, at)
        keep_places(organization.pk, draft.roles, UnableToInvite)
        expired = Invitation.objects.filter(organization=organization, email=email, expires_at__lte=at)
        expired.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
        token = token_urlsafe(24)
        invitation = Invitation.objects.create(
            organization=organization,
            email=email,
            name=draft.name,
            roles=sorted(draft.roles),
            home_region=draft.home_region,
            token_hash=_hash(token),
            invited_by=actor,
            invited_at=at,
            expires_at=at + rules.INVITATION_LASTS,
        )
        _record(invitation, Code.INVITED, actor, at)
        _send(invitation, token, at)
    return invitation


def resend_invitation(*, invitation: Invitation, actor: User, at: datetime) -> None:
    """Mail a new link, good for another 14 days; the one before is good no more.

    Raises:
        UnableToInvite: if `actor` is no manager, or the invitation was accepted or withdrawn.
    """
    with transaction.atomic():
        invitation = _held(invitation, actor)
        _check_pace(actor, at)
        token = token_urlsafe(24)
        invitation.token_hash, invitation.invited_by = _hash(token), actor
        invitation.invited_at, invitation.expires_at = at, at + rules.INVITATION_LASTS
        invitation.save(update_fields=["token_hash", "invited_by", "invited_at", "expires_at"])
        _record(invitation, Code.INVITED, actor, at)
        _send(invitation, token, at)


def withdraw_invitation(*, invitation: Invitation, actor: User, at: datetime) -> None:
    """Take an invitation back; its link is good no more.

    Raises:
        UnableToInvite: if `actor` is no manager, or the invitation was accepted or withdrawn.
    """
    with transaction.atomic():
        invitation = _held(invitation, actor)
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        _record(invitation, Code.INVITATION_WITHDRAWN, actor, at)


def find_invitation(token: str) -> Invitation | None:
    """The invitation that a link's token belongs to, whatever became of it; whoever has the token may see it."""
    found = Invitation.objects.filter(token_hash=_hash(token))
    return found.select_related("organization", "invited_by", "home_region").first()


def invited_user(invitation: Invitation) -> User | None:
    """Whoever has an account with the invited address."""
    return User.objects.filter(email=invitation.email).first()


def check_invitation(*, invitation: Invitation, at: datetime) -> None:
    """Say why an invitation cannot be accepted at `at`, whoever asks.

    Raises:
        UnableToAccept: "invitation-over" or "inviter-gone".
    """
    if not Invitation.objects.open(at).filter(pk=invitation.pk).exists():
        raise UnableToAccept("invitation-over", (invitation.organization.name,))
    if not manages(invitation.invited_by, invitation.organization):
        raise UnableToAccept("inviter-gone", (invitation.organization.name,))


def accept_invitation(*, invitation: Invitation, user: User, at: datetime) -> Contact:
    """Make `user`, who is logged in, the contact that it was invited to be; the link is used up.

    Raises:
        UnableToAccept: if the invitation is over, or was sent to another address than the user's.
    """
    if user.email != invitation.email:
        raise UnableToAccept("other-address", (invitation.email,))
    if is_agent(user):
        raise UnableToAccept("is-an-agent", (invitation.email,))
    with transaction.atomic():
        check_invitation(invitation=invitation, at=at)
        _use_up(invitation, user, at)
        contact = _joined(invitation, user, at)
        waiting = JoinRequest.objects.undecided().filter(user=user, organization=invitation.organization)
        waiting.update(decided_at=at, decided_by=invitation.invited_by, contact=contact)
    return contact


def accept_as_newcomer(*, invitation: Invitation, name: str, password: str, at: datetime) -> User:
    """Make an account for the invited address, which the link has confirmed, and its owner a contact.

    Raises:
        UnableToAccept: if the invitation is over or the address has an account meanwhile.
    """
    with transaction.atomic():
        if invited_user(invitation):
            raise UnableToAccept("has-account", (invitation.email,))
        whose = {"email": invitation.email, "name": name, "password": password}
        user = enter_person(**whose, region=invitation.home_region, at=at)
        accept_invitation(invitation=invitation, user=user, at=at)
    return user


def welcome(*, contact: Contact, at: datetime) -> bool:
    """Mail somebody whom the vendor made a contact how to log in, once; whether it was mailed now."""
    key = f"contact-welcome:{contact.pk}"
    if not contact.user.is_active or OutboundMessage.objects.filter(dedupe_key=key).exists():
        return False
    facts = {"organization": contact.organization.name, "person": contact.user.name, "email": contact.user.email}
    mail(name="accounts/mail/welcome", recipient=contact.user.email, payload=facts, dedupe_key=key, at=at)
    return True


def _joined(invitation: Invitation, user: User, at: datetime) -> Contact:
    """The contact; who has become one meanwhile keeps its roles."""
    held = Contact.objects.of(user).filter(organization=invitation.organization).first()
    if held:
        return held
    draft = ContactDraft(home_region=invitation.home_region, roles=frozenset(invitation.roles))
    inviter, organization = invitation.invited_by, invitation.organization
    try:
        return put_contact(organization=organization, user=user, draft=draft, actor=inviter, at=at)
    except UnableToChangeContact as refusal:
        raise UnableToAccept(refusal.code, refusal.reasons) from refusal


def _use_up(invitation: Invitation, user: User, at: datetime) -> None:
    good = Invitation.objects.open(at).filter(pk=invitation.pk, token_hash=invitation.token_hash)
    if good.update(accepted_at=at, accepted_by=user) != 1:
        raise UnableToAccept("invitation-over", (invitation.organization.name,))


def _check(organization: Organization, email: str, actor: User, at: datetime) -> None:
    if not manages(actor, organization):
        raise UnableToInvite("not-a-manager", (organization.name,))
    invited = User.objects.filter(email=email).first()
    if invited and is_agent(invited):
        raise UnableToInvite("is-an-agent", (email,))
    if invited and Contact.objects.of(invited).filter(organization=organization).exists():
        raise UnableToInvite("is-a-contact", (str(invited),))
    if Invitation.objects.open(at).filter(organization=organization, email=email).exists():
        raise UnableToInvite("already-invited", (email,))
    _check_pace(actor, at)


def _check_pace(actor: User, at: datetime) -> None:
    lately = Invitation.objects.filter(invited_by=actor, invited_at__gt=at - rules.PACE).count()
    if lately >= settings.INVITATIONS_PER_HOUR:
        raise UnableToInvite("too-often", (str(settings.INVITATIONS_PER_HOUR),))


def _held(invitation: Invitation, actor: User) -> Invitation:
    """The invitation as it is now, locked."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    if not manages(actor, found.organization):
        raise UnableToInvite("not-a-manager", (found.organization.name,))
    if found.accepted_at or found.withdrawn_at:
        raise UnableToInvite("invitation-over", (found.organization.name,))
    return found


def _record(invitation: Invitation, code: str, actor: User, at: datetime) -> None:
    OrganizationEvent.objects.create(
        organization=invitation.organization, actor=actor, code=code, data={"email": invitation.email}, at=at
    )


def _send(invitation: Invitation, token: str, at: datetime) -> None:
    mail_about_account(
        name="invitation",
        recipient=invitation.email,
        facts={
            "organization": invitation.organization.name,
            "inviter": str(invitation.invited_by),
            "person": invitation.name,
            "until_at": invitation.expires_at.isoformat(),
            "zone": str(invitation.home_region.zone) if invitation.home_region else settings.TIME_ZONE,
        },
        secret={"url": reverse("people:invitation", args=[token])},
        at=at,
    )


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
