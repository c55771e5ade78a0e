"""What the vendor enters of an organization: its name, who looks after it, and whose addresses may ask to join."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Organization, OrganizationDomain, User
from common.refusal import Unable


class UnableToKeepOrganization(Unable):
    """An organization stays as it is, each with what is wrong.

    "row_key", "row_new_organization" (without a name), "row_name_taken" (by whom), "row_domain" or "row_domain_taken"
    (by whom).
    """


@dataclass(frozen=True)
class OrganizationDraft:
    """What an organization is to be; what is empty or None stays as it is."""

    name: str = ""
    account_owner: User | None = None
    domains: tuple[str, ...] = ()


@transaction.atomic
def put_organization(*, key: str, draft: OrganizationDraft) -> tuple[bool, list[str]]:
    """Enter the organization of this key, or make it what `draft` says; whether it is new, and what changed.

    Raises:
        UnableToKeepOrganization: if the key, the name or a domain is none, or is another organization's.
    """
    found = Organization.objects.select_for_update(of=("self",)).filter(key=key).first()
    if found is None and not draft.name:
        raise UnableToKeepOrganization("row_new_organization", (key,))
    taken = Organization.objects.filter(name=draft.name).exclude(key=key).first() if draft.name else None
    if taken:
        raise UnableToKeepOrganization("row_name_taken", (taken.key, draft.name))
    organization = found or Organization(key=key)
    changed = [field for field in ("name", "account_owner") if _differs(organization, draft, field)]
    for field in changed:
        setattr(organization, field, getattr(draft, field))
    if found is None or changed:
        _check(organization)
        organization.save()
    return found is None, [*changed, *_set_domains(organization, draft.domains)]


def _differs(organization: Organization, draft: OrganizationDraft, field: str) -> bool:
    wanted = getattr(draft, field)
    return bool(wanted) and wanted != getattr(organization, field)


def _check(organization: Organization) -> None:
    try:
        organization.clean_fields(exclude=["name", "account_owner"])
    except ValidationError as wrong:
        raise UnableToKeepOrganization("row_key", (organization.key,)) from wrong


def _set_domains(organization: Organization, domains: tuple[str, ...]) -> list[str]:
    wanted = {row.domain: row for row in (_domain(organization, text) for text in domains)}
    held = {row.domain for row in organization.domains.all()}
    if not wanted or set(wanted) == held:
        return []
    others = OrganizationDomain.objects.filter(domain__in=wanted).exclude(organization=organization)
    for other in others.select_related("organization")[:1]:
        raise UnableToKeepOrganization("row_domain_taken", (other.organization.key, other.domain))
    organization.domains.exclude(domain__in=wanted).delete()
    OrganizationDomain.objects.bulk_create(row for domain, row in wanted.items() if domain not in held)
    return ["domains"]


def _domain(organization: Organization, text: str) -> OrganizationDomain:
    row = OrganizationDomain(organization=organization, domain=text)
    try:
        row.clean_fields(exclude=["organization"])
    except ValidationError as wrong:
        raise UnableToKeepOrganization("row_domain", (organization.key, text)) from wrong
    return row
