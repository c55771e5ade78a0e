"""Starting over: everything that a machine of one's own has stored is deleted."""

import shutil
from pathlib import Path
from typing import Any


class UnableToReset(Exception):  # noqa: N818 - reads as what could not be done
    """The data is not the demo's own."""


def reset(*, database: dict[str, Any], files: Path, var: Path) -> None:
    """Delete the SQLite file, the uploaded files and the broker's state, all of which lie in the folder `var`.

    Raises:
        UnableToReset: if the database is no SQLite file in `var`; nothing is deleted then.
    """
    name = Path(str(database["NAME"]))
    if not database["ENGINE"].endswith("sqlite3") or not name.is_relative_to(var):
        raise UnableToReset(f"{name} is not the demo's own SQLite file in {var}; nothing was deleted.")
    for path in (*name.parent.glob(f"{name.name}*"), *var.glob("beat-schedule*"), var / "redis.sock"):
        path.unlink(missing_ok=True)
    for folder in (files, var / "broker"):
        if folder.is_relative_to(var):
            shutil.rmtree(folder, ignore_errors=True)
