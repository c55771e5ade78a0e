"""Asking to speak for an organization, and the manager's answer."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts import rules
from accounts.models import Contact, ContactRole, JoinRequest, Organization, OrganizationEvent, User
from accounts.permissions import manages
from accounts.querysets import OrganizationQuerySet, is_agent
from accounts.services.contacts import record
from accounts.services.places import keep_places
from catalog.models import Region
from common.refusal import Unable
from outbox.services import publish


class UnableToJoin(Unable):
    """The request is not taken: "not-your-domain" (of no verified address) or "already-asked"."""


class UnableToDecide(Unable):
    """The request stays as it is: "not-a-manager" or "already-decided"."""


def organizations_open_to(user: User) -> OrganizationQuerySet:
    """The organizations of the domains of `user`'s verified addresses of which it is not a contact.

    Nothing else about which organizations exist is ever told.
    """
    addresses = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    domains = {rules.domain_of(address) for address in addresses}
    joined = Contact.objects.filter(user=user, left_at=None).values("organization")
    return Organization.objects.filter(domains__domain__in=domains).exclude(pk__in=joined).distinct()


def awaits_an_organization(user: User) -> bool:
    """Whether `user` is nobody's contact, could ask an organization, and has not."""
    is_settled = is_agent(user) or Contact.objects.of(user).exists() or user.join_requests.exists()
    return not is_settled and organizations_open_to(user).exists()


def ask_to_join(*, user: User, key: str, message: str, at: datetime) -> JoinRequest:
    """Ask the managers of the organization with `key` to make `user` its contact; they are told.

    Raises:
        UnableToJoin: if no verified address of the user is at one of its domains, or it waits for an answer.
    """
    organization = organizations_open_to(user).filter(key=key).first()
    if organization is None:
        raise UnableToJoin("not-your-domain")
    try:
        with transaction.atomic():
            asked = JoinRequest.objects.create(user=user, organization=organization, message=message, asked_at=at)
            publish("join.asked", str(asked.pk), at=at)
    except IntegrityError as error:
        raise UnableToJoin("already-asked", (organization.name,)) from error
    return asked


def approve_join(*, asked: JoinRequest, home_region: Region, actor: User, at: datetime) -> Contact:
    """Make the person a contact with the role member, at home in `home_region`; it is told.

    Who left the organization earlier is its contact again, without the roles of then.

    Raises:
        UnableToDecide: if `actor` is no manager of the organization, the request was answered before, or its
            contracts let no more contacts file.
    """
    with transaction.atomic():
        _decide(asked, actor, at)
        keep_places(asked.organization_id, {rules.MEMBER}, UnableToDecide)
        contact, _made = Contact.objects.update_or_create(
            user=asked.user,
            organization=asked.organization,
            defaults={"home_region": home_region, "left_at": None},
        )
        ContactRole.objects.get_or_create(
            contact=contact, role=rules.MEMBER, defaults={"granted_by": actor, "granted_at": at}
        )
        JoinRequest.objects.filter(pk=asked.pk).update(contact=contact)
        record(contact, OrganizationEvent.Code.JOINED, actor, at, region=home_region.name)
        publish("contact.moved", str(contact.pk), at=at)
        publish("join.decided", str(asked.pk), at=at)
    return contact


def decline_join(*, asked: JoinRequest, actor: User, at: datetime) -> None:
    """Answer no; the person is told and may ask again.

    Raises:
        UnableToDecide: if `actor` is no manager of the organization or the request was answered before.
    """
    with transaction.atomic():
        _decide(asked, actor, at)
        OrganizationEvent.objects.create(
            organization=asked.organization,
            person=asked.user,
            actor=actor,
            code=OrganizationEvent.Code.DECLINED,
            at=at,
        )
        publish("join.decided", str(asked.pk), at=at)


def _decide(asked: JoinRequest, actor: User, at: datetime) -> None:
    if not manages(actor, asked.organization):
        raise UnableToDecide("not-a-manager", (asked.organization.name,))
    decided = JoinRequest.objects.undecided().filter(pk=asked.pk).update(decided_at=at, decided_by=actor)
    if decided != 1:
        raise UnableToDecide("already-decided")
