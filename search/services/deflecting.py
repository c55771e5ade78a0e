"""Answers before tickets: what was shown while somebody typed, what of it was opened, and what became of it.

A form is known by its token and its writer. Nothing here stops anybody: who wants to file files (R14, R16).
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from search import rules
from search.models import Deflection, SearchDocument, Shown
from search.services.finding import Narrow, Result, find

_Kind = SearchDocument.Kind
KINDS = (_Kind.ARTICLE.value, _Kind.DOCUMENTATION.value, _Kind.THREAD.value)
"""What can answer before a ticket is filed."""
NARROW = Narrow(kinds=KINDS)
SUGGESTED = 5
SHORTEST = 3
"""Letters of a subject from which on answers are looked for."""
MOST_DETAILS = 1000


@dataclass(frozen=True)
class Suggestion:
    """Something that may answer what is typed; `number` names it among those of its form."""

    number: int
    kind: str
    title: str
    note: str


@transaction.atomic
def suggest(
    subject: str, details: str = "", *, token: str, user: User, keys: Collection[str], at: datetime
) -> list[Suggestion]:
    """Up to five articles and threads about what is typed that `keys` open, the nearest first; noted as shown.

    A sentence rarely has all its words in an answer: with none found, the long words of subject and details are
    looked for one by one.
    """
    found = _found(subject, details, keys, at) if len(subject.strip()) >= SHORTEST else []
    if not found or not token:
        return []
    deflection = _deflection(token, user, at)
    new = [Shown(deflection=deflection, group=each.group, title=_plain(each.title), at=at) for each in found]
    Shown.objects.bulk_create(new, ignore_conflicts=True)
    rows = {row.group: row.pk for row in Shown.objects.filter(deflection=deflection)}
    return [Suggestion(rows[each.group], each.kind, _plain(each.title), each.note) for each in found]


@transaction.atomic
def open_suggestion(*, number: int, token: str, user: User, keys: Collection[str], at: datetime) -> str:
    """The address of what was shown under `number` to the writer of the form; noted as opened, the first time.

    Empty where nothing was shown so, or where no key opens it any more.
    """
    row = Shown.objects.filter(pk=number, deflection__token=token, deflection__user=user).first()
    if row is None:
        return ""
    documents = SearchDocument.objects.filter(group=row.group).order_by("id").defer("body")
    address = next((each.url for each in documents if rules.is_opened(each.audience, keys)), "")
    if address:
        Shown.objects.filter(pk=row.pk, opened_at=None).update(opened_at=at)
    return address


@transaction.atomic
def ask_community(*, token: str, user: User, at: datetime) -> None:
    """Note that the writer of the form was led to the community (R14)."""
    deflection = _deflection(token, user, at)
    Deflection.objects.filter(pk=deflection.pk, asked_at=None).update(asked_at=at)


def ticket_filed(*, token: str, user: User, group: str, kind: str, product: int | None, at: datetime) -> None:
    """Note that the form became the ticket `group` all the same, and of which kind it is (R14)."""
    if not token:
        return
    told = {"filed_at": at, "filed_as": group, "kind": kind, "product_id": product}
    Deflection.objects.bulk_create(
        [Deflection(token=token, user=user, at=at, **told)],
        update_conflicts=True,
        unique_fields=["token", "user"],
        update_fields=["filed_at", "filed_as", "kind", "product"],
    )


def _deflection(token: str, user: User, at: datetime) -> Deflection:
    """The row of the form; two requests of one form at once wait for each other here."""
    Deflection.objects.bulk_create([Deflection(token=token, user=user, at=at)], ignore_conflicts=True)
    return Deflection.objects.get(token=token, user=user)


def _found(subject: str, details: str, keys: Collection[str], at: datetime) -> list[Result]:
    found = find(subject, keys=keys, narrow=NARROW, at=at, proposes=False)
    if found.shown:
        return found.shown[:SUGGESTED]
    times: Counter[str] = Counter()
    results: dict[str, Result] = {}
    for word in rules.telling_words(f"{subject} {details[:MOST_DETAILS]}"):
        for each in find(word, keys=keys, narrow=NARROW, at=at, proposes=False).shown:
            times[each.group] += 1
            results.setdefault(each.group, each)
    return [results[group] for group, _count in times.most_common(SUGGESTED)]


def _plain(title: str) -> str:
    """The title without marks around what was found."""
    return title.translate(dict.fromkeys((ord(rules.START), ord(rules.END))))
