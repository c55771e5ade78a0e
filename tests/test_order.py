"""How tests are put in order for the processes of a run: none is lost, and nobody waits for a migration."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from tests.order import LONGEST, in_order


@dataclass(frozen=True)
class Test:
    """What the order asks of a test."""

    name: str
    path: Path = Path("tests/test_any.py")
    fixturenames: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    __test__ = False

    def get_closest_marker(self, name: str) -> Any:
        return name if name in self.marks else None


ASKING = [Test(f"asks {number}", marks=("django_db",)) for number in range(8)]
WORLD = [Test(f"by its world {number}", fixturenames=("world", "django_db_setup")) for number in range(2)]
FREE = [Test(f"free {number}") for number in range(6)]
LONG = [Test("long", path=Path("tests") / name, marks=("django_db",)) for name in LONGEST]
ALL = [*ASKING[:5], *LONG, *ASKING[5:], *WORLD, *FREE]


def ordered(tests: list[Test], workers: int) -> list[Test]:
    return cast("list[Test]", in_order(cast("list[pytest.Item]", tests), workers=workers))


@pytest.mark.parametrize("workers", [1, 2, 3, 8, 40])
@pytest.mark.parametrize("tests", [ALL, ASKING, FREE, LONG, [], [*LONG, *FREE]])
def test_every_test_comes_once(tests: list[Test], workers: int) -> None:
    assert sorted(test.name for test in ordered(tests, workers)) == sorted(test.name for test in tests)


def test_the_longest_comes_first_and_the_second_process_needs_no_database_at_first() -> None:
    tests = ordered(ALL, 2)
    share = len(ALL) // 2
    assert tests[:1] == LONG
    assert tests[1:share] == ASKING[:7]
    assert tests[share:] == [*FREE, *ASKING[7:], *WORLD]


def test_those_of_one_kind_stay_in_their_order() -> None:
    assert [test for test in ordered(ALL, 3) if test in ASKING] == ASKING
