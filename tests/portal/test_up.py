"""`manage.py up`, run for real: it answers, its worker delivers, and it leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from django.conf import LazySettings

from portal.management.commands.up import welcome
from tests.portal.test_processes import ROOT, until_gone

pytestmark = pytest.mark.long
MAIL = """
from datetime import UTC, datetime
from outbox import services
facts = {"page": 0, "desk": "London", "subject": "Down", "url": "/x/", "on_call": "", "zone": "UTC", "language": "en"}
at = datetime(2026, 1, 1, tzinfo=UTC)
payload = {**facts, "paged_at": at.isoformat()}
services.mail(name="oncall/mail/page", recipient="up@abc.example", payload=payload, dedupe_key="up", at=at)
"""
COUNT = """
from outbox.models import OutboundMessage
print(OutboundMessage.objects.sent().count())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """A machine of one's own with nothing stored."""
    with tempfile.TemporaryDirectory(prefix="up-", ignore_cleanup_errors=True) as var:
        own = {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "PORTAL_VAR": var}
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        yield {**kept, **own}


@contextmanager
def up(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """The command, running until the block ends, and answering."""
    command = [sys.executable, "manage.py", "up", "--port", str(free_port())]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    with process:
        read_until(process, "The portal answers at")
        yield process
        process.kill()


def django(environment: dict[str, str], code: str) -> str:
    """What `code` prints when it runs beside the portal."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout  # noqa: S603


def end(process: "subprocess.Popen[str]", number: signal.Signals) -> bool:
    """Whether the command and all its children end when it is sent the signal `number`."""
    children = descendants(process.pid)
    assert len(children) >= 4
    process.send_signal(number)
    return until_gone([process.pid, *children], 20)


def read_until(process: "subprocess.Popen[str]", word: str) -> str:
    """The first line of the command's output that holds `word`."""
    assert process.stdout
    return next(line for line in process.stdout if word in line)


def is_mailed(environment: dict[str, str], word: str) -> bool:
    """Whether the worker writes a mail that holds `word` within a minute."""
    mails, waits = Path(environment["PORTAL_VAR"]) / "mails", Event()
    return any(any(word in mail.read_text() for mail in mails.glob("*")) or waits.wait(0.2) for _ in range(300))


def descendants(pid: int) -> list[int]:
    """The process ids below `pid`."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [*children, *(below for child in children for below in descendants(child))]


def test_it_answers_delivers_keeps_its_data_and_leaves_nothing_behind(environment: dict[str, str]) -> None:
    with up(environment) as process:
        django(environment, MAIL)
        assert is_mailed(environment, "To: up@abc.example")
        assert list(Path(environment["PORTAL_VAR"]).glob("beat-schedule*"))  # the worker is the beat as well
        assert end(process, signal.SIGTERM)
        assert process.wait() == 0
    with up(environment) as process:
        assert django(environment, COUNT) == "1\n"
        assert end(process, signal.SIGKILL)


def test_the_welcome_says_where_mails_are_where_they_are_files(settings: LazySettings, tmp_path: Path) -> None:
    assert "Mails" not in welcome(8000, demo=False)
    settings.EMAIL_FILE_PATH = tmp_path
    assert f"Mails are written into {tmp_path}, and sent to nobody." in welcome(8000, demo=False)
