"""What people have typed and not sent: kept for its writer alone, until it is sent or discarded."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import Draft

NEW = "new"
"""The place of the form that files a ticket; every other place is the reference of a ticket."""


class UnableToKeep(Unable):
    """Codes: `too_long`, `changed_meanwhile`."""


def draft_of(user: User, place: str) -> Draft | None:
    """What `user` has not sent there."""
    return Draft.objects.filter(user=user, place=place).first()


@transaction.atomic
def keep_draft(*, user: User, place: str, fields: Mapping[str, str], read: str, at: datetime) -> Draft | None:
    """Store what `user` has typed at `place`; without any text or file nothing is kept there.

    `read` names the draft that the page began with or stored last (`draft_name`); empty: none.

    Raises:
        UnableToKeep: when it is longer than a message may be, or another page has stored something since.
    """
    if sum(len(value) for value in fields.values()) > rules.MAX_TEXT:
        raise UnableToKeep("too_long")
    stored = Draft.objects.select_for_update().filter(user=user, place=place).first()
    if stored and stored.fields == fields:
        return stored
    if stored and draft_name(stored) != read:
        raise UnableToKeep("changed_meanwhile")
    if not any(fields.get(name, "").strip() for name in rules.WORTH_KEEPING):
        forget_draft(user, place)
        return None
    draft = stored or _first(user, place, fields, at)
    draft.fields, draft.at = dict(fields), at
    draft.save(update_fields=["fields", "at"])
    return draft


def _first(user: User, place: str, fields: Mapping[str, str], at: datetime) -> Draft:
    """The draft of a place that had none; refused when another page stored something this very moment."""
    made, is_new = Draft.objects.get_or_create(user=user, place=place, defaults={"fields": dict(fields), "at": at})
    if not is_new and made.fields != fields:
        raise UnableToKeep("changed_meanwhile")
    return made


def forget_draft(user: User, place: str) -> None:
    """Keep nothing there any longer, in the caller's transaction."""
    Draft.objects.filter(user=user, place=place).delete()


def draft_name(draft: Draft) -> str:
    """What tells one state of a draft from the next."""
    return draft.at.isoformat()
