"""A machine is a control group of either version: what is written into its files, here into a plain folder."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tools.steps import machines

PROCS = "cgroup.procs"


def second(folder: Path) -> Path:
    """A folder that looks like the first group of version 2."""
    for name in ("cgroup.controllers", "cgroup.subtree_control", PROCS):
        (folder / name).write_text("")
    return folder


def first(folder: Path) -> Path:
    """A folder that looks like version 1, with a hierarchy for the processor."""
    (folder / "cpu").mkdir()
    (folder / "cpu" / PROCS).write_text("")
    return folder / "cpu"


def written(folder: Path) -> Mapping[str, str]:
    """What is in its files, which the kernel would take away with the group."""
    found = {path.name: path.read_text() for path in folder.iterdir()}
    for name in found:
        (folder / name).unlink()
    return found


@pytest.mark.parametrize(("cores", "told"), [(0.25, "25000 100000"), (2.0, "200000 100000"), (None, "max 100000")])
def test_version_2_hands_the_processor_down_and_bounds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: float | None, told: str
) -> None:
    monkeypatch.setattr(machines, "GROUPS", root := second(tmp_path))
    with machines.machine("web-1", cores) as made:
        made.take(os.getpid())
        found = written(root / "portal-steps-web-1")
    assert (root / "cgroup.subtree_control").read_text() == "+cpu"
    assert found["cpu.max"] == told
    assert found.keys() == {"cpu.max", PROCS}
    assert not (root / "portal-steps-web-1").exists()


@pytest.mark.parametrize(("cores", "quota"), [(0.25, "25000"), (None, "-1")])
def test_version_1_has_a_hierarchy_of_its_own_for_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cores: float | None, quota: str
) -> None:
    root = first(tmp_path)
    monkeypatch.setattr(machines, "GROUPS", tmp_path)
    with machines.machine("web-1", cores):
        found = written(root / "portal-steps-web-1")
    assert found == {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": quota}


def test_a_family_moves_one_by_one_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "GROUPS", root := second(tmp_path))
    moved: list[tuple[str, str]] = []
    monkeypatch.setattr(machines, "family", lambda _pid: [11, 12])
    monkeypatch.setattr(Path, "write_text", lambda path, text: moved.append((path.parent.name, text)))
    machines.Machine(root / "portal-steps-worker", 1.0).take(11)
    machines.rest(11)
    assert moved == [
        *(("portal-steps-worker", each) for each in ("11", "12")),
        *((root.name, each) for each in ("11", "12")),
    ]


def test_who_is_still_there_moves_before_a_machine_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel takes no group away that has a process."""
    monkeypatch.setattr(machines, "GROUPS", root := second(tmp_path))
    monkeypatch.setattr(Path, "rmdir", shutil.rmtree)
    with machines.machine("web-1", 1.0) as made:
        made.take(os.getpid())
    assert (root / PROCS).read_text() == str(os.getpid())


@pytest.mark.parametrize(
    ("error", "advice"),
    [(OSError(16, "Device or resource busy"), "not in a container"), (OSError(2, "No such file"), "run it as root")],
)
def test_who_may_make_none_reads_what_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, advice: str
) -> None:
    """The kernel says busy where a group has processes, and no such file where version 1 has the controller."""
    monkeypatch.setattr(machines, "GROUPS", second(tmp_path))

    def refuses(_path: Path, _text: str) -> int:
        raise error

    monkeypatch.setattr(Path, "write_text", refuses)
    with pytest.raises(SystemExit, match=advice), machines.machine("web-1", 1.0):
        pytest.fail("It was made.")
