"""Which things name each other: a ticket that a thread became, an article that explains it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from search import rules
from search.models import Reference, SearchDocument

Kind = Reference.Kind


@dataclass(frozen=True)
class Named:
    """What names something, or is named by it: `is_source` says that it came first. `title` is empty while unread."""

    group: str
    kind: str
    is_source: bool
    url: str
    title: str
    note: str
    at: datetime


@transaction.atomic
def refer(*, source: str, target: str, kind: str, by: User | None, at: datetime) -> bool:
    """Say that the group `target` was made of `source`, or is explained by it; whether that is new."""
    made = {"by": by, "at": at}
    _reference, is_new = Reference.objects.get_or_create(source=source, target=target, kind=kind, defaults=made)
    return is_new


@transaction.atomic
def withdraw(*, source: str, target: str, kind: str) -> bool:
    """Say so no longer; whether it was said."""
    gone, _each = Reference.objects.filter(source=source, target=target, kind=kind).delete()
    return bool(gone)


def referred_by(source: str, kind: str) -> list[str]:
    """The groups that `source` explains, or became, the first one first."""
    found = Reference.objects.filter(source=source, kind=kind).order_by("id")
    return list(found.values_list("target", flat=True))


def named_with(group: str, *, keys: Collection[str], unread: Iterable[str] = ()) -> list[Named]:
    """What stands in a reference with `group` and is opened by one of `keys`, in two statements, the newest first.

    Groups that begin with one of `unread` are told without a title too: their reader has another door to them.
    """
    rows = list(Reference.objects.filter(Q(source=group) | Q(target=group)).order_by("-id"))
    others = {row.source if row.target == group else row.target for row in rows}
    shown = _shown(others, keys) if others else {}
    found = [_named(row, group, shown) for row in rows]
    return [each for each in found if each.title or each.group.startswith(tuple(unread))]


def _shown(groups: Collection[str], keys: Collection[str]) -> dict[str, SearchDocument]:
    """The first document of each group that one of the keys opens."""
    rows = SearchDocument.objects.filter(group__in=groups).order_by("-id").defer("body")
    return {row.group: row for row in rows if rules.is_opened(row.audience, keys)}


def _named(row: Reference, group: str, shown: dict[str, SearchDocument]) -> Named:
    is_source = row.target == group
    other = row.source if is_source else row.target
    document = shown.get(other)
    if document is None:
        return Named(other, row.kind, is_source, "", "", "", row.at)
    address, _hash, _post = document.url.partition("#")
    return Named(other, row.kind, is_source, address, document.title, document.note, row.at)
