"""Where the products of an organization run: its managers say so, or a spreadsheet that the vendor imports."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Environment, Organization, OrganizationEvent, User
from accounts.permissions import manages
from catalog.models import Product, Region, Version
from common.refusal import Unable

Code = OrganizationEvent.Code


class UnableToChangeEnvironment(Unable):
    """An environment stays as it is: "not-a-manager", "name-taken" or "is-retired"."""


@dataclass(frozen=True)
class EnvironmentDraft:
    """What an environment is to be; the product follows from the version."""

    name: str
    version: Version
    use: str
    region: Region | None


class UnableToPutEnvironment(Unable):
    """An environment stays as it is, with the word at fault.

    "row_new_environment" (without a product and a version), "row_version" (no such version of the product) or
    "row_retired".
    """


@dataclass(frozen=True, kw_only=True)
class EnvironmentFacts:
    """What a row says of an environment; what is empty or None stays as it is."""

    name: str
    product: Product | None = None
    number: str = ""
    use: str = ""
    region: Region | None = None
    has_retired: bool | None = None


@transaction.atomic
def put_environment(
    *, organization: Organization, facts: EnvironmentFacts, actor: User | None, at: datetime
) -> tuple[bool, list[str]]:
    """Enter the environment of that name, or make it what `facts` say; whether it is new, and what changed.

    Raises:
        UnableToPutEnvironment: if its version is not known, or something is asked of one that runs no more.
    """
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    held = locked.environments.select_related("product", "version", "region").filter(name__iexact=facts.name).first()
    version = _version(held, facts)
    asked = {"version": version, "use": facts.use, "region": facts.region}
    made = held or Environment(organization=locked, name=facts.name)
    changed = [name for name, value in asked.items() if value and value != (held and getattr(held, name))]
    has_retired = bool(facts.has_retired) and made.retired_at is None
    if made.retired_at and (changed or facts.has_retired is False):
        raise UnableToPutEnvironment("row_retired", (facts.name,))
    for name in changed:
        setattr(made, name, asked[name])
    made.product = version.product
    if changed or held is None:
        made.save()
        _record(made, Code.ENVIRONMENT_CHANGED if held else Code.ENVIRONMENT_ADDED, actor, at)
    if has_retired:
        _retire(made, actor, at)
    return held is None, [*changed, *(["has_retired"] if has_retired else [])]


def _version(held: Environment | None, facts: EnvironmentFacts) -> Version:
    """The version that a row names; without a product one of that which runs there, without both what runs there."""
    product = facts.product or (held.product if held else None)
    if held and product == held.product and facts.number in {"", held.version.number}:
        return held.version
    if product is None or not facts.number:
        raise UnableToPutEnvironment("row_new_environment", (facts.name,))
    found = Version.objects.select_related("product").filter(product=product, number=facts.number).first()
    if found is None:
        raise UnableToPutEnvironment("row_version", (f"{product} {facts.number[:60]}",))
    return found


@transaction.atomic
def add_environment(*, organization: Organization, draft: EnvironmentDraft, actor: User, at: datetime) -> Environment:
    """Add an environment to an organization.

    Raises:
        UnableToChangeEnvironment: if `actor` is no manager, or the name is taken, be it by a retired one.
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
        UnableToChangeEnvironment: if `actor` is no manager, the name is taken or the environment is retired.
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
        UnableToChangeEnvironment: if `actor` is no manager or the environment is retired.
    """
    _retire(_held(environment, actor), actor, at)


def _retire(environment: Environment, actor: User | None, at: datetime) -> None:
    environment.retired_at = at
    environment.save(update_fields=["retired_at"])
    _record(environment, Code.ENVIRONMENT_RETIRED, actor, at)


def _managed(organization: Organization, actor: User) -> Organization:
    """The organization, locked, so that two who add at once do not take one name."""
    locked = Organization.objects.select_for_update().get(pk=organization.pk)
    if not manages(actor, locked):
        raise UnableToChangeEnvironment("not-a-manager", (locked.name,))
    return locked


def _held(environment: Environment, actor: User) -> Environment:
    organization = _managed(environment.organization, actor)
    found = Environment.objects.select_related("product", "version").get(pk=environment.pk)
    found.organization = organization
    if found.retired_at:
        raise UnableToChangeEnvironment("is-retired", (found.name,))
    return found


def _check_name(organization: Organization, name: str, but: Environment | None = None) -> None:
    others = organization.environments.all()
    if but:
        others = others.exclude(pk=but.pk)
    if others.filter(name__iexact=name).exists():
        raise UnableToChangeEnvironment("name-taken", (name,))


def _record(environment: Environment, code: str, actor: User | None, at: datetime) -> None:
    facts = {"name": environment.name, "version": f"{environment.product} {environment.version.number}"}
    OrganizationEvent.objects.create(organization=environment.organization, actor=actor, code=code, data=facts, at=at)
