"""Children start and end together, and the demo's data alone is deleted."""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from portal.processes import broker as brokers
from portal.processes.group import ProcessGroup
from portal.processes.reset import UnableToReset, reset

ROOT = Path(__file__).parent.parent.parent
SLEEP = [sys.executable, "-c", "import signal; print('here', flush=True); signal.pause()"]

DEAF = [
    sys.executable,
    "-c",
    "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here', flush=True); signal.pause()",
]
MAKER = f"""
import os, signal, sys
from portal.processes.group import ProcessGroup
with ProcessGroup(sys.stdout, os.environ) as group:
    group.start("deaf", {DEAF!r})
    signal.pause()
"""


class Watched(io.StringIO):
    """An output that tells when a line holds what is waited for."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word
        self.seen = Event()

    def write(self, text: str) -> int:
        if self._word in text:
            self.seen.set()
        return super().write(text)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def until_gone(pids: list[int], seconds: float) -> bool:
    """Whether all of `pids` end within `seconds`."""
    pause = Event()
    for _ in range(int(seconds / 0.1)):
        if not any(map(is_alive, pids)):
            return True
        pause.wait(0.1)
    return False


def test_every_line_of_a_child_names_it() -> None:
    output = Watched("here")
    with ProcessGroup(output, os.environ) as group:
        group.start("web", SLEEP)
        assert output.seen.wait(20)
    assert output.getvalue() == "web    | here\n"


def test_a_child_that_ends_is_named_with_its_exit() -> None:
    pause = Event()
    with ProcessGroup(io.StringIO(), os.environ) as group:
        group.start("worker", SLEEP)
        assert group.ended() is None
        group.start("web", [sys.executable, "-c", "raise SystemExit(3)"])
        while group.ended() is None:
            pause.wait(0.05)
        assert group.ended() == "web ended with code 3"


def test_nothing_is_left_when_the_maker_is_killed() -> None:
    process = subprocess.Popen([sys.executable, "-c", MAKER], cwd=ROOT, stdout=subprocess.PIPE)  # noqa: S603
    assert process.stdout
    process.stdout.readline()
    children = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    assert len(children) == 2
    process.kill()
    process.wait()
    process.stdout.close()
    assert until_gone(children, 15)


@pytest.fixture
def var() -> Iterator[Path]:
    """A folder for data."""
    with tempfile.TemporaryDirectory(prefix="var-") as name:
        yield Path(name)


def test_starting_over_deletes_what_the_demo_stored(var: Path) -> None:
    name = var / "portal.sqlite3"
    for path in (name, var / "portal.sqlite3-wal", var / "beat-schedule.db", var / "files" / "a", var / "broker" / "b"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    reset(database={"ENGINE": "django.db.backends.sqlite3", "NAME": name}, files=var / "files", var=var)
    assert list(var.iterdir()) == []


@pytest.mark.parametrize(("engine", "name"), [("postgresql", "portal"), ("sqlite3", "/srv/portal/customers.sqlite3")])
def test_starting_over_is_refused_for_a_database_that_is_not_the_demos(var: Path, engine: str, name: str) -> None:
    (var / "files").mkdir()
    with pytest.raises(UnableToReset):
        reset(database={"ENGINE": f"django.db.backends.{engine}", "NAME": name}, files=var / "files", var=var)
    assert (var / "files").exists()


@pytest.mark.parametrize("option", ["--demo", "--reset"])
def test_the_demo_is_refused_where_it_is_off(settings: Settings, option: str) -> None:
    settings.PORTAL_DEMO = False
    with pytest.raises(CommandError, match="The demo is off"):
        call_command("up", option)


def test_a_broker_elsewhere_is_not_started(var: Path) -> None:
    with brokers.broker("redis://broker.example/0", var) as chosen:
        assert (chosen.url, chosen.command) == ("redis://broker.example/0", None)


def test_a_path_too_long_for_a_socket_is_replaced_by_a_short_one(var: Path) -> None:
    deep = var / ("deep" * 30)
    with brokers.broker(f"redis+socket://{deep}/redis.sock", deep) as chosen:
        socket = chosen.url.removeprefix("redis+socket://")
        assert len(socket) <= brokers.LONGEST_SOCKET
        assert chosen.command
        assert socket in chosen.command


def test_the_file_system_carries_the_queue_where_there_is_no_redis(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "redis_server", lambda: None)
    with brokers.broker(f"redis+socket://{var}/redis.sock", var) as chosen:
        assert (chosen.url, chosen.command) == ("filesystem://", None)
