"""Names of files that every shell and every header bears, and how a reader proves what it got."""

import re
from collections.abc import Iterable

LONGEST_NAME = 150
LONGEST_SIGNATURE = 16_384
"""Characters of a detached signature."""
WINDOWS = ("windows", "win32", "win64")
MAC = ("macos", "darwin", "osx")


def file_name(name: str) -> str:
    """The name with nothing in it but letters, digits, dot, plus, minus and underscore, its ending kept."""
    plain = re.sub(r"[^A-Za-z0-9._+-]+", "-", name.replace("\\", "/").rsplit("/", 1)[-1]).strip("-.")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME:
        ending = ending[:20]
        plain = f"{stem[: LONGEST_NAME - 1 - len(ending)]}{dot}{ending}"
    return plain or "file"


def sums(files: Iterable[tuple[str, str]]) -> str:
    """What `sha256sum --check` reads: a line for each pair of digest and name."""
    return "".join(f"{digest}  {name}\n" for digest, name in files)


def commands(name: str, digest: str, platform: str) -> list[tuple[str, str]]:
    """How to prove a file in the shells of its platform: pairs of shell and command; without a platform, of all."""
    known = platform.lower()
    shells = {
        "Linux": f'echo "{digest}  {name}" | sha256sum --check',
        "macOS": f'echo "{digest}  {name}" | shasum -a 256 --check',
        "PowerShell": f'(Get-FileHash "{name}" -Algorithm SHA256).Hash -eq "{digest}"',
    }
    if any(word in known for word in WINDOWS):
        return [("PowerShell", shells["PowerShell"])]
    if any(word in known for word in MAC):
        return [("macOS", shells["macOS"])]
    return [("Linux", shells["Linux"])] if "linux" in known else list(shells.items())
