"""Readers of statements that are written once (`common.statements`): somebody of whom little is known."""

from types import EllipsisType

from django.contrib.auth.models import AnonymousUser

from accounts.models import Agent, User
from common.statements import partly


def person(pk: int, *, agent: int | None, sees_all_desks: bool = False) -> User:
    """A person who may log in, with that key; without the key of an `agent` it is none."""
    user = partly(User, id=pk, is_active=True)
    if agent is None:
        User._meta.get_field("agent").set_cached_value(user, None)  # noqa: SLF001 - Django's public one
    else:
        partly(Agent, id=agent, user_id=pk, sees_all_desks=sees_all_desks).user = user
    return user


def visitor(pk: int | None, *, agent: int | EllipsisType | None = ...) -> User | AnonymousUser:
    """Whoever reads, and nobody without a key; unless `agent` says what the person is, to ask it of one raises."""
    if not pk:
        return AnonymousUser()
    return partly(User, id=pk) if isinstance(agent, EllipsisType) else person(pk, agent=agent)
