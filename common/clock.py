"""The only place that reads a clock; called at the edges alone (middleware, tasks, commands).

`PORTAL_CLOCK` names a JSON file `{"from": real instant, "shows": shown instant, "rate": 1.0}` that every process
of a demonstration or test reads, so that they share one moved clock.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection


def now() -> datetime:
    """The current instant, aware and in UTC."""
    return _shown(datetime.now(UTC))  # noqa: TID251 - the one reading


def shared() -> datetime:
    """The current instant by the database's clock: workers on several machines agree on what is due, and until when.

    SQLite has one machine, whose clock is read.
    """
    if connection.vendor != "postgresql":
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return _shown(cursor.fetchone()[0].astimezone(UTC))


def moved(real: datetime, file: Path) -> datetime:
    """What the moved clock shows when the real one shows `real`; the real instant when the file is missing."""
    try:
        setting = json.loads(file.read_text())
    except FileNotFoundError:
        return real
    origin = datetime.fromisoformat(setting["from"])
    shows = datetime.fromisoformat(setting["shows"])
    return shows + timedelta(seconds=(real - origin).total_seconds() * float(setting.get("rate", 1)))


def move(file: Path, shows: datetime, rate: float = 1.0) -> None:
    """Make the clock of `file` show `shows` from now on, running `rate` times as fast as the real one."""
    real = datetime.now(UTC)  # noqa: TID251 - the origin that the shown time is counted from
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps({"from": real.isoformat(), "shows": shows.isoformat(), "rate": rate}))
    draft.replace(file)


def _shown(real: datetime) -> datetime:
    return moved(real, Path(settings.PORTAL_CLOCK)) if settings.PORTAL_CLOCK else real
