"""The demo world as tests use it: one cast at one fixed instant."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings

from common import clock
from portal import demo
from tests import shelf
from tests.snapshot import Snapshot, load_once

# A Wednesday: 07:00 in Los Angeles, 15:00 in London, 22:00 in Hong Kong.
AT = datetime(2026, 6, 10, 14, tzinfo=UTC)


of_module = ExitStack()
"""The transaction in which a module's world is loaded; a test that commits closes it first."""

_kept: dict[str, Snapshot] = {}


def load_world(at: datetime = AT) -> None:
    """Load the cast as it is at `at`."""
    load_kept(at.isoformat(), lambda: demo.load(at), told_by=__file__)


def load_kept(name: str, load: Callable[[], object], *, told_by: str) -> None:
    """Load what is called `name`; its rows are only written again where this code and the file `told_by` did before."""
    if name in _kept:
        load_once(_kept[name], load)
    else:
        with shelf.taken(f"{name} {connection.vendor}", told_by=Path(told_by)) as told:
            load_once(told, load)
            _kept[name] = told
    connection.check_constraints()  # now, once: what is left to the end is looked at after every test of the module


@contextmanager
def taken_back() -> Iterator[None]:
    """What is loaded meanwhile is rolled back at the end, or before the first test that commits."""
    with of_module:
        of_module.enter_context(transaction.atomic())
        of_module.callback(transaction.set_rollback, True)  # noqa: FBT003 - Django's own parameter
        yield


@contextmanager
def standing_clock(file: Path, at: datetime = AT) -> Iterator[None]:
    """Every reading of the clock, in all threads and processes that know `file`, shows `at`; `move` moves it on."""
    stop(file, at)
    with override_settings(PORTAL_CLOCK=str(file)):
        yield


def stop(file: Path, at: datetime) -> None:
    """Make the clock of `file` stand at `at`."""
    clock.move(file, at, rate=0)
