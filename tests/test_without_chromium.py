"""Where Chromium is not found, stories are skipped and say how to get it; in CI they fail."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STORY = "tests/browser/test_the_server.py"


def run_story(folder: Path, *, ci: str) -> str:
    """What pytest prints about a story on a machine whose path holds `folder` only."""
    database = {"DATABASE_URL": "", "PORTAL_TEST_DATABASE": "sqlite"}
    environment = {**os.environ, **database, "PATH": str(folder), "CI": ci, "CHROMIUM": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", STORY]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_a_story_without_a_browser_is_skipped_and_fails_in_ci(tmp_path: Path, ci: str, outcome: str) -> None:
    told = run_story(tmp_path, ci=ci)

    assert outcome in told
    assert "apt-get install chromium" in told
