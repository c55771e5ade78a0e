"""A worker of threads ends by itself where a pool of processes would end a child."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.celery import memory_of_the_clock
from portal.processes.bounds import running_since
from tests.portal.test_production import PRODUCTION

WORKER = """
import re, sys
from pathlib import Path
from threading import Event, Thread
from portal.celery import app
from portal.processes import bounds, sharing, worker

sharing.import_all = lambda: None
bounds.EVERY, bounds.PATIENCE = 0.2, 1.0
app.conf.task_time_limit, app.conf.beat_schedule = 1.0, {}

@app.task
def waits():
    Event().wait()

@app.task
def keeps_the_interpreter():
    re.match("(a+)+$", 64 * "a" + "b")

@app.task
def ends():
    Path("done").write_text("yes")

%s
worker.main(["--pool", "threads", "--concurrency", "2", "--bounded", "--loglevel", "warning", *%r])
"""
KINDS: dict[str, tuple[str, list[str]]] = {
    "a task waits": ("waits.delay()", []),
    "a task keeps the interpreter": ("keeps_the_interpreter.delay()", []),
    "the clock has died": ("app.conf.beat_schedule = {'x': {'task': 'x', 'schedule': 'never'}}", ["--clock"]),
    "much is held": ("bounds.MOST = 1; ends.delay()", []),
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[int, str, Path]]]:
    """How a worker ended to which each of these happens, what it said, and the folder that it ran in."""
    running = {}
    for name, (then, options) in KINDS.items():
        folder = tmp_path_factory.mktemp("worker")
        (folder / "broker").mkdir()
        own = {"CELERY_BROKER_URL": "filesystem://", "PORTAL_VAR": str(folder), "PYTHONPATH": os.getcwd()}  # noqa: PTH109
        command = [sys.executable, "-c", WORKER % (then, options)]
        environment = os.environ | PRODUCTION | own
        started = subprocess.Popen(command, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True)  # noqa: S603 - our own
        running[name] = started, folder
    try:
        said = {name: child.communicate(timeout=40)[1] for name, (child, _folder) in running.items()}
        yield {name: (child.returncode, said[name], folder) for name, (child, folder) in running.items()}
    finally:
        for child, _folder in running.values():
            child.kill()


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("a task waits", "in waits"),
        ("a task keeps the interpreter", "in keeps_the_interpreter"),
        ("the clock has died", ""),
    ],
)
def test_a_worker_that_hangs_says_where_and_ends(
    ended: dict[str, tuple[int, str, Path]], kind: str, where: str
) -> None:
    code, said, _folder = ended[kind]
    assert code == 1
    assert "Timeout" in said
    assert where in said


def test_a_worker_that_holds_much_finishes_its_task_and_leaves_its_place(
    ended: dict[str, tuple[int, str, Path]],
) -> None:
    code, said, folder = ended["much is held"]
    assert (code, (folder / "done").read_text()) == (0, "yes")
    assert "ends once its tasks are done" in said


def test_a_task_counts_from_the_look_that_sees_it_first() -> None:
    first = running_since({}, ["one"], 10.0)
    later = running_since(first, ["one", "two"], 15.0)
    assert later == {"one": 10.0, "two": 15.0}
    assert running_since(later, ["two"], 20.0) == {"two": 15.0}


def test_of_two_clocks_in_one_folder_one_remembers(tmp_path: Path) -> None:
    lock = str(tmp_path / "beat-schedule.lock")
    first = memory_of_the_clock(lock)
    assert first is not None
    assert memory_of_the_clock(lock) is None
    first.close()
    third = memory_of_the_clock(lock)
    assert third is not None
    third.close()
