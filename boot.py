"""Make the environment that everything else runs in, with nothing but Python's standard library.

`python3 boot.py run|dev -- COMMAND ...` creates `.venv` beside this file, installs the locked requirements when
the lock changed since the last time, and runs COMMAND in it. `run` installs what the portal needs, `dev` also
what its tests need. Nothing is downloaded when the lock is the one already installed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
HOME = ROOT / ".venv"
LOCKS = {"run": ("requirements.txt",), "dev": ("requirements-dev.txt",)}
OLDEST_PYTHON = (3, 11)


def fingerprint(locks: tuple[str, ...]) -> str:
    """The hash of the interpreter and the lock files: the environment is right while it stays the same."""
    digest = hashlib.sha256(sys.version.encode())
    for lock in locks:
        digest.update((ROOT / lock).read_bytes())
    return digest.hexdigest()


def is_installed(stamp: str, kind: str) -> bool:
    """Whether the environment already holds the locks; one made for `dev` also serves `run`."""
    marks = [HOME / f".installed-{name}" for name in (kind, "dev")]
    wanted = [stamp, fingerprint(LOCKS["dev"]) if (ROOT / LOCKS["dev"][0]).exists() else stamp]
    return any(mark.exists() and mark.read_text() == want for mark, want in zip(marks, wanted, strict=True))


def install(kind: str) -> None:
    """Create the environment when it is missing and install the locked requirements into it."""
    stamp = fingerprint(LOCKS[kind])
    if is_installed(stamp, kind):
        return
    print("Installing the locked requirements into .venv (once, about a minute) ...", file=sys.stderr, flush=True)
    if not (HOME / "bin" / "python").exists():
        venv.create(HOME, with_pip=True, symlinks=True)
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "-qq", "--disable-pip-version-check"]
    for lock in LOCKS[kind]:
        subprocess.run([*pip, "install", "--require-hashes", "--no-deps", "-r", str(ROOT / lock)], check=True)
    (HOME / f".installed-{kind}").write_text(stamp)


def main(arguments: list[str]) -> None:
    """Install, then become the command."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}.")
    if len(arguments) < 3 or arguments[0] not in LOCKS or arguments[1] != "--":
        sys.exit("usage: python3 boot.py run|dev -- COMMAND ...")
    try:
        install(arguments[0])
    except subprocess.CalledProcessError:
        sys.exit("The requirements could not be installed; pip says why above. Nothing was started.")
    os.environ["PATH"] = f"{HOME / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    os.environ["VIRTUAL_ENV"] = str(HOME)
    os.chdir(ROOT)
    os.execvp(arguments[2], arguments[2:])  # noqa: S606 - the command is the developer's own


if __name__ == "__main__":
    main(sys.argv[1:])
