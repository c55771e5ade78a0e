"""What managers say about where their organization's products run."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Environment, Organization, OrganizationEvent, User
from accounts.permissions import manages
from catalog.models import Region, Version
from common.refusal import Unable

Code = OrganizationEvent.Code


class UnableToChangeEnvironmentError(Unable):
    """An environment stays as it is: "not-a-manager", "name-taken" or "is-retired"."""


@dataclass(frozen=True)
class EnvironmentDraft:
    """What an environment is to be; the product follows from the version."""

    name: str
    version: Version
    use: str
    region: Region | None


@transaction.atomic
def add_environment(*, organization: Organization, draft: EnvironmentDraft, actor: User, at: datetime) -> Environment:
    """Add an environment to an organization.

    Raises:
        UnableToChangeEnvironmentError: if `actor` is no manager, or the name is taken, be it by a retired one.
    """
    organization = _managed(organization, actor)
    _check_name(organization, draft.name)
    made = Environment.objects.create(
        organization=organization,
        name=draft.name,
        product=draft.version.product,
        version=draft.version,
        use=draft.use,
        region=draft.region,
    )
    _record(made, Code.ENVIRONMENT_ADDED, actor, at)
    return made


@transaction.atomic
def change_environment(*, environment: Environment, draft: EnvironmentDraft, actor: User, at: datetime) -> None:
    """Make an environment what `draft` says; tickets that name it keep the version that they were filed about.

    Raises:
        UnableToChangeEnvironmentError: if `actor` is no manager, the name is taken or the environment is retired.
    """
    environment = _held(environment, actor)
    _check_name(environment.organization, draft.name, but=environment)
    environment.name, environment.use, environment.region = draft.name, draft.use, draft.region
    environment.product, environment.version = draft.version.product, draft.version
    environment.save(update_fields=["name", "use", "region", "product", "version"])
    _record(environment, Code.ENVIRONMENT_CHANGED, actor, at)


@transaction.atomic
def retire_environment(*, environment: Environment, actor: User, at: datetime) -> None:
    """Say that an environment runs no more; its tickets keep naming it, new ones cannot.

    Raises:
        UnableToChangeEnvironmentError: if `actor` is no manager or the environment is retired.
    """
    environment = _held(environment, actor)
    environment.retired_at = at
    environment.save(update_fields=["retired_at"])
    _record(environment, Code.ENVIRONMENT_RETIRED, actor, at)


def _managed(organization: Organization, actor: User) -> Organization:
    """The organization, locked, so that two who add at once do not take one name."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if not manages(actor, locked):
        raise UnableToChangeEnvironmentError("not-a-manager", (locked.name,))
    return locked


def _held(environment: Environment, actor: User) -> Environment:
    organization = _managed(environment.organization, actor)
    found = Environment.objects.select_related("product", "version").get(pk=environment.pk)
    found.organization = organization
    if found.retired_at:
        raise UnableToChangeEnvironmentError("is-retired", (found.name,))
    return found


def _check_name(organization: Organization, name: str, but: Environment | None = None) -> None:
    others = organization.environments.all()
    if but:
        others = others.exclude(pk=but.pk)
    if others.filter(name__iexact=name).exists():
        raise UnableToChangeEnvironmentError("name-taken", (name,))


def _record(environment: Environment, code: str, actor: User, at: datetime) -> None:
    facts = {"name": environment.name, "version": f"{environment.product} {environment.version.number}"}
    OrganizationEvent.objects.create(organization=environment.organization, actor=actor, code=code, data=facts, at=at)
