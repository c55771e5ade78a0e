"""The words that agents put on tickets."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Macro, SavedView, Tag, Ticket
from tickets.rules import Act
from tickets.services.changes import destination, lock, record

KNOWN = 500
"""How many tags a field completes."""


class UnableToTag(Unable):
    """Codes: `agents_only`, `forbidden`, `bad_tag` (the reason is the word), `too_many_tags`."""


@transaction.atomic
def tag(*, ticket: Ticket, actor: User, add: Iterable[str] = (), remove: Iterable[str] = (), at: datetime) -> None:
    """Put words on a ticket and take others off; a word that is new becomes a tag. Nobody's reply is outdated by it.

    Raises:
        UnableToTag: when the actor is no agent of the ticket, or a word is no tag.
    """
    wanted = list(dict.fromkeys(map(_name, add)))
    _make(wanted)
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToTag)
    standing = set(ticket.tags.values_list("name", flat=True))
    added = [name for name in wanted if name not in standing]
    removed = sorted(standing & {rules.tag_name(each) for each in remove} - set(added))
    if added and len(standing) + len(added) - len(removed) > rules.MAX_TAGS:
        raise UnableToTag("too_many_tags")
    if not added and not removed:
        return
    ticket.tags.add(*Tag.objects.filter(name__in=added))
    ticket.tags.remove(*Tag.objects.filter(name__in=removed))
    data = {"added": ", ".join(added), "removed": ", ".join(removed)}
    record(ticket, actor=actor, code="tagged", at=at, data=data, is_internal=True)


def known_tags() -> list[str]:
    """The words that a field completes, in order of the alphabet."""
    return list(Tag.objects.order_by("name").values_list("name", flat=True)[:KNOWN])


@transaction.atomic
def merge_tags(*, tags: QuerySet[Tag], into: Tag) -> None:
    """Give the tickets, the macros and the saved views of `tags` the tag `into`, and let the others go."""
    others = tags.exclude(pk=into.pk)
    _mend_views([str(each.pk) for each in others], into)
    carriers: tuple[tuple[Any, str], ...] = ((Ticket.tags.through, "ticket_id"), (Macro.tags.through, "macro_id"))
    for carrier, owner in carriers:
        owners = carrier._default_manager.filter(tag__in=others).values_list(owner, flat=True).distinct()  # noqa: SLF001 - Django's name for it
        rows = [carrier(tag_id=into.pk, **{owner: each}) for each in owners]
        carrier._default_manager.bulk_create(rows, ignore_conflicts=True)  # noqa: SLF001 - Django's name for it
    others.delete()


def _make(names: list[str]) -> None:
    """Let each name be a tag. Before any ticket is locked, and in one order: who makes the same ones only waits."""
    missing = set(names) - set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
    Tag.objects.bulk_create([Tag(name=name) for name in sorted(missing)], ignore_conflicts=True)


def _mend_views(gone: list[str], into: Tag) -> None:
    """A view keeps the row of its tag, so that one under another name is found as before."""
    for view in SavedView.objects.filter(filters__tag__in=gone):
        view.filters["tag"] = str(into.pk)
        view.save(update_fields=["filters"])


def _name(word: str) -> str:
    name = rules.tag_name(word)
    if not name:
        raise UnableToTag("bad_tag", (word[: rules.LONGEST_TAG],))
    return name
