"""Prints the test folders of the apps that differ from the last commit; `make quick` runs them.

`python3 tests/touched.py`, standard library only. A touched app's dependants are left to `make test`.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def changed_files() -> list[str]:
    """Paths that differ from HEAD, untracked ones too."""
    return [*_git("diff", "--name-only", "HEAD"), *_git("ls-files", "--others", "--exclude-standard")]


def test_folders(paths: list[str]) -> list[str]:
    """The folders below `tests/` that belong to the apps of `paths`."""
    names = {_app(Path(path)) for path in paths} - {"architecture", "browser", ""}
    return sorted(f"tests/{name}" for name in names if (ROOT / "tests" / name).is_dir())


def _app(path: Path) -> str:
    parts = path.parts
    inner = parts[1:] if parts[0] in {"tests", "templates"} else parts
    return inner[0] if inner else ""


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=True)  # noqa: S603, S607
    return done.stdout.split()


if __name__ == "__main__":
    print(*test_folders(changed_files()))  # noqa: T201 - the Makefile reads it
