"""What the queue offers its reader to choose from, and the views that were saved, in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, Exists, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from accounts.models import Organization, User
from catalog.models import Desk, Product
from common.statements import Statement
from tickets.forms.queue import ROWS
from tickets.models import Macro, SavedView, Tag, Ticket
from tickets.querysets.naming import agents_with_work, is_open, may_have_work
from tickets.querysets.reach import reach_of
from tickets.querysets.readers import known, stand_in

OWN, SHARED = "own", "shared"
"""Whose a saved view is: the reader's, or a colleague's who shared it."""
MACRO = "macro"
Chosen = dict[str, int]


@dataclass(frozen=True)
class Saved:
    """A saved view as the queue offers it."""

    pk: int
    name: str
    filters: dict[str, str]
    is_own: bool = True


@dataclass(frozen=True)
class Choices:
    """The rows to choose from by field, and the saved views, one's own before shared ones."""

    rows: dict[str, list[tuple[int, str]]]
    views: list[Saved] = field(default_factory=list)


def choices(user: User, chosen: Chosen) -> Choices:
    """What open tickets are about, with what is chosen, and the macros and saved views of `user`."""
    found = Choices({name: [] for name in (*ROWS, MACRO)})
    views: dict[str, list[Saved]] = {OWN: [], SHARED: []}
    for kind, key, label, filters in _CHOICES.rows(reader=known(user), chosen=chosen):
        if kind in views:
            views[kind].append(Saved(key, label, json.loads(filters), kind == OWN))
        else:
            found.rows[kind].append((key, label))
    found.views.extend([*views[OWN], *views[SHARED]])
    return found


def _choices(reader: Mapping[str, Any], chosen: Chosen) -> QuerySet[Any, Any]:
    user = stand_in(reader)
    parts = [*_named(user, chosen), *_people(user, chosen), _macros(user), _views(user)]
    return parts[0].union(*parts[1:]).order_by("label")


_CHOICES = Statement(_choices)


def _named(user: User, chosen: Chosen) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """The desks, products, organizations and tags of open tickets, and what is chosen."""
    sets: dict[str, QuerySet[Any]] = {
        "desk": Desk.objects.filter(_or_chosen(is_open("desk"), chosen.get("desk"))),
        "product": Product.objects.filter(_or_chosen(is_open("product"), chosen.get("product"))),
        "organization": Organization.objects.visible_to(user).filter(
            _or_chosen(may_have_work(user), chosen.get("organization"))
        ),
        "tag": Tag.objects.visible_to(user).filter(_or_chosen(is_open("tags"), chosen.get("tag"))),
    }
    return [_part(rows, name, "pk", "name") for name, rows in sets.items()]


def _or_chosen(found: Exists | Q, chosen: int | None) -> Q:
    return Q(found) | Q(pk=chosen) if chosen else Q(found)


def _people(user: User, chosen: Chosen) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """The agents who work open tickets, those of the reader's desks, and the chosen one."""
    own_desks = Desk.objects.filter(pk__in=reach_of(user).desks, memberships__agent__user__is_active=True)
    named = [
        _part(agents_with_work(), "assignee", "pk", "user__name"),
        _part(own_desks, "assignee", "memberships__agent", "memberships__agent__user__name"),
    ]
    if key := chosen.get("assignee"):
        worked = Ticket.objects.visible_to(user).filter(assignee=key)
        named.append(_part(worked.assignees(), "assignee", "pk", "user__name"))
    return named


def _macros(user: User) -> QuerySet[Any, tuple[Any, ...]]:
    return _part(Macro.objects.visible_to(user), MACRO, "pk", "name")


def _views(user: User) -> QuerySet[Any, tuple[Any, ...]]:
    kind = Case(When(owner=user, then=Value(OWN)), default=Value(SHARED), output_field=CharField())
    views = SavedView.objects.visible_to(user).annotate(
        sort=kind, label=Cast("name", CharField()), more=Cast("filters", TextField())
    )
    return views.values_list("sort", "pk", "label", "more")


def _part(rows: QuerySet[Any], kind: str, key: str, name: str) -> QuerySet[Any, tuple[Any, ...]]:
    nothing = Value("", output_field=TextField())
    named: QuerySet[Any] = rows.annotate(sort=Value(kind), label=Cast(name, CharField()), more=nothing)
    return named.values_list("sort", key, "label", "more")
