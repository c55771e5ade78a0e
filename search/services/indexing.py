"""What is put into the search, and taken out of it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from search import rules
from search.models import SearchDocument

BATCH = 200
"""Things that are indexed in one go when everything is."""
MANY = 500
"""Rows that are written or taken away at once."""


@dataclass(frozen=True)
class Entry:
    """One text that can be found by whoever holds one of the keys of its `audience`.

    `key` names it, `group` the thing that it is a part of, such as the ticket of a reply: of a group the best is shown.
    """

    kind: str
    key: str
    group: str
    url: str
    title: str
    audience: Collection[str]
    at: datetime
    body: str = ""
    note: str = ""
    product: int | None = None
    versions: Collection[int] = ()


@transaction.atomic
def index(entries: Iterable[Entry], *, groups: Collection[str], at: datetime) -> None:
    """Let `entries` be all that can be found of `groups`, in a few statements however many there are.

    What was there before and is not among them goes; what says the same as before is left alone.
    """
    wanted = {entry.key: entry for entry in entries}
    stored = SearchDocument.objects.filter(Q(group__in=groups) | Q(key__in=wanted))
    known = {document.key: document for document in stored}
    gone = [document.pk for key, document in known.items() if key not in wanted]
    if gone:
        SearchDocument.objects.filter(pk__in=gone).delete()
    documents = _stored(wanted, known, at)
    _set_versions({documents[key].pk: set(entry.versions) for key, entry in wanted.items()})


def forget(*, groups: Collection[str]) -> None:
    """Let nothing of `groups` be found, at once: it holds what nobody may read any more."""
    SearchDocument.objects.filter(group__in=groups).delete()


def forget_others(*, kind: str, groups: Collection[str]) -> int:
    """Let nothing of `kind` be found but `groups`; how many texts went."""
    stored = SearchDocument.objects.filter(kind=kind).values_list("group", flat=True).distinct()
    gone = sorted(set(stored) - set(groups))
    for first in range(0, len(gone), MANY):
        forget(groups=gone[first : first + MANY])
    return len(gone)


def index_all(
    *, kind: str, keys: Sequence[int], group_of: Callable[[int], str], put: Callable[[Sequence[int]], None]
) -> Iterator[tuple[int, int]]:
    """Let `put` index the things of these keys, a batch at a time, and forget what else there is of `kind`.

    Yields after each batch how many of how many are done.
    """
    for first in range(0, len(keys), BATCH):
        batch = keys[first : first + BATCH]
        put(batch)
        yield first + len(batch), len(keys)
    forget_others(kind=kind, groups=[group_of(key) for key in keys])


def _stored(
    wanted: Mapping[str, Entry], known: Mapping[str, SearchDocument], at: datetime
) -> dict[str, SearchDocument]:
    """A document for each entry, by key: made, changed, or as it was."""
    columns = {key: _columns(entry) for key, entry in wanted.items()}
    new = [SearchDocument(key=key, indexed_at=at, **columns[key]) for key in wanted if key not in known]
    made = {document.key: document for document in SearchDocument.objects.bulk_create(new, batch_size=MANY)}
    for key in known.keys() & wanted.keys():
        _change(known[key], columns[key], at)
    return {key: made.get(key) or known[key] for key in wanted}


def _change(document: SearchDocument, columns: Mapping[str, Any], at: datetime) -> None:
    changed = {name: value for name, value in columns.items() if getattr(document, name) != value}
    if changed:
        SearchDocument.objects.filter(pk=document.pk).update(**changed, indexed_at=at)


def _columns(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "group": entry.group,
        "url": entry.url,
        "title": rules.storable(entry.title)[:300],
        "note": rules.storable(entry.note)[:200],
        "body": rules.storable(entry.body),
        "title_words": rules.plain(entry.title),
        "body_words": rules.plain(f"{entry.note} {entry.body}"),
        "audience": " ".join(sorted(map(rules.token, set(entry.audience)))),
        "product_id": entry.product,
        "at": entry.at,
    }


def _set_versions(wanted: Mapping[int, set[int]]) -> None:
    """Give each document the versions that it is about, and no others."""
    rows = SearchDocument.versions.through.objects.filter(searchdocument__in=wanted)
    held = {(document, version): pk for pk, document, version in rows.values_list("pk", "searchdocument", "version")}
    asked = {(document, version) for document, versions in wanted.items() for version in versions}
    if gone := [pk for pair, pk in held.items() if pair not in asked]:
        rows.filter(pk__in=gone).delete()
    new = sorted(asked - held.keys())
    through = SearchDocument.versions.through
    through.objects.bulk_create([through(searchdocument_id=one, version_id=version) for one, version in new])
