"""Readers of written statements (`common.statements`): what one is known by, and who stands in for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.querysets import is_agent
from accounts.readers import person
from common.statements import Value
from tickets.querysets.reach import SINGLE, Reach, reach_of, written_out

SETS = ("contacts", "organizations", "organizations_read", "contracts", "contracts_read", "desks", "regions")


def known(user: User) -> Mapping[str, Value]:
    """What a statement must know of a reader: its keys, and how far it sees where its request has found that."""
    agent = user.agent if is_agent(user) else None
    facts: dict[str, Value] = {
        "pk": user.pk,
        "agent": agent.pk if agent else None,
        "sees_all_desks": bool(agent and agent.sees_all_desks),
    }
    reach = reach_of(user)
    if reach.sides is None:
        return facts | {"reach": None}
    sets: dict[str, Value] = {name: _keys(getattr(reach, name)) for name in (*SETS, *SINGLE)}
    return facts | {"reach": sets | {"administers": reach.administers is not None}}


def _keys(found: Any) -> Value:
    """The keys of a set; None for one that only a subquery holds."""
    return None if hasattr(found, "query") else found


def stand_in(facts: Mapping[str, Any]) -> User:
    """Somebody of whom this much is known, and nothing else: what is asked besides, the database has not."""
    user: Any = person(facts["pk"], agent=facts["agent"], sees_all_desks=facts["sees_all_desks"])
    if facts["reach"] is not None:
        user.reach = _reach(user, facts["reach"])
    return user  # type: ignore[no-any-return]  # a user, which knows its reach


def _reach(user: User, facts: Mapping[str, Any]) -> Reach:
    every = written_out(user)
    sets = {name: facts[name] for name in (*SETS, *SINGLE) if facts[name] is not None}
    return replace(every, **sets, administers=Q() if facts["administers"] else None)
