"""What is served is what the sources of the front end build."""

import shutil
import subprocess

import pytest

from tests.architecture.house import ROOT


def test_the_served_files_are_built_from_the_sources() -> None:
    npm = shutil.which("npm")
    if npm is None or not (ROOT / "node_modules").is_dir():
        pytest.skip("needs Node: npm ci")
    run = subprocess.run(  # noqa: S603 - our own build
        [npm, "run", "--silent", "build", "--", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
