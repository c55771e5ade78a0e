"""Who writes and who approves: roles that an administrator gives to agents and takes away."""

from datetime import datetime

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.models import User
from accounts.permissions import gives_roles
from accounts.querysets import is_agent
from common.refusal import Unable
from knowledgebase.rules import Role


class UnableToGrant(Unable):
    """Codes: `not_administrator`, `no_agent`."""


@transaction.atomic
def grant(*, person: User, role: Role, actor: User, at: datetime) -> None:
    """Let an agent write, or approve what others wrote; once is enough.

    Raises:
        UnableToGrant: by somebody who gives no roles, or to somebody who is no agent.
    """
    _require(actor)
    if not is_agent(person):
        raise UnableToGrant("no_agent")
    if not person.groups.filter(name=role).exists():
        person.groups.add(Group.objects.get(name=role))
        _note(person, f"Became {role.value}", actor, at)


@transaction.atomic
def withdraw_grant(*, person: User, role: Role, actor: User, at: datetime) -> None:
    """Take the role away; what the person wrote and approved stays.

    Raises:
        UnableToGrant: by somebody who gives no roles.
    """
    _require(actor)
    if person.groups.filter(name=role).exists():
        person.groups.remove(Group.objects.get(name=role))
        _note(person, f"Is {role.value} no more", actor, at)


def _require(actor: User) -> None:
    if not gives_roles(actor):
        raise UnableToGrant("not_administrator")


def _note(person: User, said: str, actor: User, at: datetime) -> None:
    """Add to the person's history in the administration, where roles are given too."""
    LogEntry.objects.create(
        user=actor,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person)[:200],
        action_flag=CHANGE,
        change_message=said,
        action_time=at,
    )
