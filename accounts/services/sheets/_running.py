"""An import from its file to its report: tried, confirmed or dropped, each thing in a transaction of its own."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.models import SheetImport, SheetRow, User
from accounts.services.sheets._kinds import Became, RowsRefused, Sheet
from common import queue, tables
from common.refusal import Unable

ROWS = "portal.tasks.import_sheets"
LEASE = timedelta(minutes=5)
"""For so long a worker has an import."""
LONGEST_KEY = 80
AT_ONCE = 1000
"""Rows of a file that are written together."""
log = logging.getLogger(__name__)
State, Outcome = SheetImport.State, SheetRow.Outcome


class UnableToDecideImport(Unable):
    """An import is not confirmed or dropped: it is "not-tried" yet, or was decided already."""


@transaction.atomic
def open_import(
    *, sheet: Sheet, file_name: str, content: bytes, actor: User | None, at: datetime, lease: timedelta | None = None
) -> SheetImport:
    """Take a file in: its rows wait for their trial, which writes nothing but the report.

    With a `lease` no worker takes it for so long: the caller looks at the rows itself.

    Raises:
        UnableToReadTable: if it is no table of this sheet, or over a limit; then nothing of it is kept.
    """
    rows = tables.read(content, columns=list(sheet.columns), required=sheet.required)
    if not rows:
        raise tables.UnableToReadTable("no-rows")
    made = SheetImport.objects.create(
        sheet=sheet.name,
        file_name=file_name.replace("\0", "")[:200],
        uploaded_at=at,
        uploaded_by=actor,
        worked_until=at + lease if lease else None,
    )
    for start in range(0, len(rows), AT_ONCE):
        SheetRow.objects.bulk_create(
            SheetRow(
                sheet_import=made, number=row.number, key=sheet.key(row.cells)[:LONGEST_KEY], cells=row.cells, words=[]
            )
            for row in rows[start : start + AT_ONCE]
        )
    queue.ring(ROWS)
    return made


@transaction.atomic
def confirm_import(*, imported: SheetImport, actor: User | None, at: datetime) -> None:
    """Let the rows that were tried come in; each is looked at anew, and the report is written again.

    Raises:
        UnableToDecideImport: if it was not tried to its end, or was decided.
    """
    _decide(imported, State.APPLYING, actor, at)
    SheetRow.objects.filter(sheet_import=imported).update(outcome="", words=[])
    queue.ring(ROWS)


@transaction.atomic
def drop_import(*, imported: SheetImport, actor: User | None, at: datetime) -> None:
    """Let nothing of it come in.

    Raises:
        UnableToDecideImport: if it was not tried to its end, or was decided.
    """
    _decide(imported, State.DROPPED, actor, at)


def _decide(imported: SheetImport, state: str, actor: User | None, at: datetime) -> None:
    waiting = SheetImport.objects.filter(pk=imported.pk, state=State.TRIED)
    if not waiting.update(state=state, decided_at=at, decided_by=actor):
        raise UnableToDecideImport("not-tried")
    imported.refresh_from_db()


def claim_import(*, at: datetime) -> SheetImport | None:
    """The next import with rows to look at; it is the caller's for some minutes, or until it is released."""
    for found in SheetImport.objects.working(at)[:5]:
        if SheetImport.objects.working(at).filter(pk=found.pk).order_by().update(worked_until=at + LEASE):
            return found
    return None


def release_import(*, imported: SheetImport) -> None:
    """Give an import back; the bell is rung when rows of it are left."""
    SheetImport.objects.filter(pk=imported.pk).update(worked_until=None)
    imported.refresh_from_db()
    if imported.is_working:
        queue.ring(ROWS)


@transaction.atomic
def put_next_rows(*, imported: SheetImport, sheet: Sheet, at: datetime) -> int:
    """Try, or put in, the next rows that belong together, and write what became of them; how many they were.

    With none left the trial, or the import, is over.
    """
    locked = SheetImport.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    waiting = SheetRow.objects.filter(sheet_import=locked, outcome="")
    first = waiting.order_by("number").first() if locked.is_working else None
    if first is None:
        return _end(locked, at)
    rows = list(waiting.filter(key=first.key).order_by("number"))
    is_kept = locked.state == State.APPLYING
    became = _became(sheet, rows, locked.decided_by or locked.uploaded_by, at, is_kept=is_kept)
    for row, each in zip(rows, became, strict=True):
        row.outcome, row.words = each.outcome, list(each.words)
    SheetRow.objects.bulk_update(rows, ["outcome", "words"], batch_size=500)
    return len(rows)


def _became(
    sheet: Sheet, rows: Sequence[SheetRow], actor: User | None, at: datetime, *, is_kept: bool
) -> Sequence[Became]:
    """What becomes of rows of one thing. A trial is what happens, taken back."""
    given = [tables.Row(row.number, row.cells) for row in rows]
    try:
        with transaction.atomic():
            found = sheet.put(given, actor, at)
            if not is_kept:
                transaction.set_rollback(True)
    except RowsRefused as refusal:
        return [_refused(row, refusal) for row in rows]
    except Exception:
        log.exception("Row %s of the import %s could not be put in.", rows[0].number, rows[0].sheet_import_id)
        return [
            Became(Outcome.REFUSED, (_("A fault of the portal; it stands in its log, for those who run it."),))
        ] * len(rows)
    return found


def _refused(row: SheetRow, refusal: RowsRefused) -> Became:
    """Why this row is not put in: for its own sake, or because of rows that belong to it."""
    if row.number in refusal.reasons:
        return Became(Outcome.REFUSED, tuple(refusal.reasons[row.number]))
    words = _("Nothing is wrong here, but row %(number)s belongs to it and is refused.")
    return Became(Outcome.HELD_BACK, (words % {"number": min(refusal.reasons)},))


def _end(imported: SheetImport, at: datetime) -> int:
    over = {State.TRYING: State.TRIED, State.APPLYING: State.DONE}.get(State(imported.state))
    if over:
        finished_at = at if over == State.DONE else None
        SheetImport.objects.filter(pk=imported.pk).update(state=over, finished_at=finished_at)
    return 0


def tally(imported: SheetImport) -> dict[str, int]:
    """How many rows became what; those that wait stand under ""."""
    counted = imported.rows.order_by().values_list("outcome").annotate(count=Count("pk"))
    return dict(counted)
