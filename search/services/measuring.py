"""Which answers spared a ticket, and what was looked for in vain: counted from the rows of `deflecting`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q

from search import rules
from search.models import Deflection, EmptySearch, SearchDocument, Shown

UNDECIDED = timedelta(hours=1)
"""Whoever opened an answer so lately may still file: it is not counted as spared yet."""
LISTED = 50


@dataclass(frozen=True)
class Answer:
    """An article or thread that was shown beside forms. `spared`: opened, and nothing was filed; `filed`: it was."""

    title: str
    url: str
    kind: str
    shown: int
    opened: int
    spared: int
    filed: int


@dataclass(frozen=True)
class Gap:
    """Words that were looked for in vain: how often, by how many who were logged in, and when last."""

    words: str
    times: int
    people: int
    at: datetime


@dataclass(frozen=True)
class Measured:
    """What became of the forms of a time. `answerless` were filed with nothing to show; `asked` led to the community.

    `questions` of those that were filed are how-to questions (R14).
    """

    forms: int
    opened: int
    spared: int
    filed: int
    answerless: int
    asked: int
    questions: int
    answers: list[Answer]
    gaps: list[Gap]


def measured(*, since: datetime, at: datetime, keys: Collection[str]) -> Measured:
    """What became of the forms begun from `since` to `at`, for a reader who holds `keys`; in five statements."""
    begun = Deflection.objects.filter(at__gte=since, at__lte=at)
    shown = Shown.objects.filter(deflection=OuterRef("pk"))
    counted = begun.annotate(any_shown=Exists(shown), any_opened=Exists(shown.exclude(opened_at=None)))
    opened, unfiled = Q(any_opened=True), Q(filed_at=None, at__lt=at - UNDECIDED)
    filed = Q(filed_at__isnull=False)
    sums = counted.aggregate(
        forms=Count("pk", filter=Q(any_shown=True)),
        opened=Count("pk", filter=opened),
        spared=Count("pk", filter=opened & unfiled),
        filed=Count("pk", filter=filed),
        answerless=Count("pk", filter=filed & Q(any_shown=False)),
        asked=Count("pk", filter=Q(asked_at__isnull=False)),
        questions=Count("pk", filter=filed & Q(kind="question")),
    )
    return Measured(**sums, answers=_answers(since, at, keys), gaps=_gaps(since, at))


def _answers(since: datetime, at: datetime, keys: Collection[str]) -> list[Answer]:
    """The answers that were shown, those that spared most tickets first."""
    rows = Shown.objects.filter(deflection__at__gte=since, deflection__at__lte=at)
    opened = Q(opened_at__isnull=False)
    unfiled = Q(deflection__filed_at=None, deflection__at__lt=at - UNDECIDED)
    counted = rows.values("group").annotate(
        title=Max("title"),
        shown=Count("pk"),
        opened=Count("pk", filter=opened),
        spared=Count("pk", filter=opened & unfiled),
        filed=Count("pk", filter=opened & Q(deflection__filed_at__isnull=False)),
    )
    found = list(counted.order_by("-spared", "-opened", "-shown", "group")[:LISTED])
    documents = _documents([row["group"] for row in found], keys)
    return [_answer(row, documents) for row in found]


def _answer(row: Any, documents: dict[str, SearchDocument]) -> Answer:
    group = str(row.pop("group"))
    document = documents.get(group)
    return Answer(
        url=document.url.partition("#")[0] if document else "",
        kind=group.partition(":")[0],
        **row,
    )


def _documents(groups: Collection[str], keys: Collection[str]) -> dict[str, SearchDocument]:
    rows = SearchDocument.objects.filter(group__in=groups).defer("body")
    return {row.group: row for row in rows if rules.is_opened(row.audience, keys)}


def _gaps(since: datetime, at: datetime) -> list[Gap]:
    """What was looked for in vain, the most wanted first."""
    rows = EmptySearch.objects.filter(at__gte=since, at__lte=at)
    counted = rows.values("words").annotate(times=Count("pk"), people=Count("user", distinct=True), last=Max("at"))
    found = counted.order_by("-times", "-last", "words")[:LISTED]
    return [Gap(row["words"], row["times"], row["people"], row["last"]) for row in found]
