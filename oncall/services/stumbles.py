"""A due row that breaks its sweep stands before no other one: it rests, is set aside in the end, and a human is told.

What passes by itself, such as a database that is gone for a moment, counts as nothing: the next sweep does the row.
"""

import logging
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from common.sweeping import About
from oncall import rules
from oncall.models import Stumble
from outbox import services as outbox

log = logging.getLogger(__name__)
MAIL: Final = "oncall/mail/stuck"
PASSING: Final = (OperationalError, InterfaceError)
"""What the database says when it is gone, or when two wait for each other. Anything else would be said again."""


def do_each(
    rows: "QuerySet[Any]", act: Callable[[Any], int], *, kind: str, about: About, at: datetime, limit: int
) -> list[int]:
    """Do `act` to the first `limit` of the due `rows` that do not rest; what it answered for those it could do."""
    done, stumbled = [], set(Stumble.objects.filter(kind=kind).values_list("row", flat=True))
    for row in rows.exclude(pk__in=resting(kind, at) if stumbled else [])[:limit]:
        try:
            done.append(act(row))
        except PASSING:
            log.exception("%s %s was not done; the next sweep tries again.", kind, row.pk)
        except Exception as error:
            log.exception("%s %s broke its sweep.", kind, row.pk)
            stumble(kind=kind, row=row.pk, about=about(row), error=error, at=at)
        else:
            if row.pk in stumbled:
                went_on(kind=kind, row=row.pk)
    return done


def resting(kind: str, at: datetime) -> list[int]:
    """The rows of that kind that are not tried at `at`."""
    return list(Stumble.objects.filter(kind=kind).resting(at).values_list("row", flat=True))


@transaction.atomic
def stumble(
    *, kind: str, row: int, about: tuple[str, str], error: Exception, at: datetime, is_told: bool = False
) -> Stumble:
    """Let a row rest that could not be done because of `error`; after `rules.TRIES` set it aside and tell the fallback.

    With `is_told` the fallback is told at the first stumble already: somebody may be waiting to be called.
    """
    what, url = about
    facts: dict[str, Any] = {"what": what[:200], "url": url, "reason": _words(error), "due_at": at, "tries": 1}
    found, is_new = Stumble.objects.select_for_update().get_or_create(kind=kind, row=row, defaults=facts)
    found.tries += not is_new
    found.due_at, found.reason = at + rules.rest(found.tries), _words(error)
    if found.tries >= rules.TRIES:
        found.set_aside_at = at
    found.save(update_fields=["tries", "due_at", "reason", "set_aside_at"])
    if found.set_aside_at or (is_told and is_new):
        tell_fallback(found.what, found.url, error=error, key=f"stuck:{found.pk}:{found.tries}", at=at)
    return found


def went_on(*, kind: str, row: int) -> None:
    """Forget a row that is done by now."""
    Stumble.objects.filter(kind=kind, row=row).delete()


@transaction.atomic
def let_go_on(*, stumbles: Collection[int], at: datetime) -> int:
    """Let rows be tried again at `at`, with all tries before them; returns how many."""
    return Stumble.objects.filter(pk__in=stumbles).update(tries=1, due_at=at, set_aside_at=None)


def tell_fallback(what: str, url: str, *, error: Exception, key: str, at: datetime) -> None:
    """Mail the fallback address, once for a `key`, that the portal cannot go on with `what` because of `error`."""
    facts = {"notice": "page", "subject": what, "url": url, "reason": _words(error)}
    outbox.mail(name=MAIL, recipient=settings.PAGE_FALLBACK_EMAIL, payload=facts, dedupe_key=key, at=at)


def _words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
