"""What Gold opens (R13), who knows of a release, names and proofs of files, and when an ending is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules import Lifecycle, ending
from downloads.rules import (
    STEPS,
    Access,
    Facts,
    Reader,
    Span,
    State,
    Step,
    access,
    commands,
    due_on,
    file_name,
    opening,
    refusal,
    slug_of,
    steps,
    sums,
    why_closed,
)


def on(day: int) -> datetime:
    """Day 0 is the first one; days before it are negative."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)


def gold(*spans: tuple[int, int]) -> Reader:
    """Somebody with a license of product 1, and Gold on these days."""
    made = tuple(Span(on(first), on(end), holder=7) for first, end in spans)
    return Reader(licensed=frozenset({1}), gold={1: made} if made else {})


def release(day: int = 0, state: str = State.PUBLISHED, *, is_public: bool = False) -> Facts:
    return Facts(product=1, state=state, published_at=on(day), is_public=is_public)


AGENT, STRANGER = Reader(is_agent=True), Reader()
OTHER = Reader(licensed=frozenset({2}), gold={2: (Span(on(-100), on(100)),)})


@pytest.mark.parametrize(
    ("facts", "reader", "day", "expected", "code"),
    [
        (release(10), gold((0, 365)), 10, Access.FILES, ""),
        (release(10), gold((0, 365)), 400, Access.FILES, ""),
        (release(364), gold((0, 365)), 400, Access.FILES, ""),
        (release(365), gold((0, 365)), 400, Access.TITLE, "lapsed"),
        (release(-200), gold((0, 365)), 400, Access.FILES, ""),
        (release(-200), gold((50, 365)), 10, Access.TITLE, "not_begun"),
        (release(400), gold((0, 365), (500, 800)), 450, Access.TITLE, "lapsed"),
        (release(400), gold((0, 365), (500, 800)), 500, Access.FILES, ""),
        (release(10), gold(), 20, Access.TITLE, "no_gold"),
        (release(10), OTHER, 20, Access.NOTHING, "unlicensed"),
        (release(10), STRANGER, 20, Access.NOTHING, "unlicensed"),
        (release(10, is_public=True), STRANGER, 20, Access.TITLE, "unlicensed"),
        (release(10, State.WITHDRAWN), gold((0, 365)), 20, Access.TITLE, "withdrawn"),
        (release(10, State.WITHDRAWN), AGENT, 20, Access.FILES, ""),
        (release(10, State.DRAFT), gold((0, 365)), 20, Access.NOTHING, ""),
        (release(10, State.SCHEDULED, is_public=True), gold((0, 365)), 20, Access.NOTHING, ""),
        (release(10, State.DRAFT), AGENT, 20, Access.FILES, ""),
    ],
)
def test_what_a_reader_gets_follows_gold_and_the_license(
    facts: Facts, reader: Reader, day: int, expected: Access, code: str
) -> None:
    assert access(facts, reader, on(day)) is expected
    if expected is not Access.NOTHING or code:
        closed = why_closed(facts, reader, on(day))
        assert (closed.code if closed else "") == code


def test_what_is_closed_says_when_gold_ended_or_begins() -> None:
    lapsed = why_closed(release(400), gold((0, 300), (300, 365)), on(500))
    ahead = why_closed(release(5), gold((90, 300), (50, 90)), on(10))

    assert lapsed is not None
    assert lapsed.at == on(365)
    assert ahead is not None
    assert ahead.at == on(50)


def test_the_holder_of_the_gold_that_opens_is_named() -> None:
    found = opening(release(10), gold((0, 365)), on(20))
    assert found is not None
    assert found.holder == 7


days = st.integers(-500, 1500)
lengths = st.integers(1, 800)
terms = st.lists(st.tuples(days, lengths).map(lambda term: (term[0], term[0] + term[1])), max_size=3)


@given(published=days, spans=terms, at=days, later=st.integers(0, 1000))
def test_what_was_open_stays_open(published: int, spans: list[tuple[int, int]], at: int, later: int) -> None:
    if at >= published and access(release(published), gold(*spans), on(at)) is Access.FILES:
        assert access(release(published), gold(*spans), on(at + later)) is Access.FILES


@given(published=days, spans=terms, at=days)
def test_nothing_opens_that_came_after_all_gold_had_ended(
    published: int, spans: list[tuple[int, int]], at: int
) -> None:
    begun = [end for first, end in spans if first <= at]
    if published >= max(begun, default=-1000):
        assert access(release(published), gold(*spans), on(at)) is Access.TITLE


@given(published=days, spans=terms, at=days)
def test_while_gold_is_in_force_all_that_is_published_is_open(
    published: int, spans: list[tuple[int, int]], at: int
) -> None:
    if published <= at and any(first <= at < end for first, end in spans):
        assert access(release(published), gold(*spans), on(at)) is Access.FILES


@given(published=days, spans=terms, at=days)
def test_files_are_closed_exactly_when_there_is_a_reason(published: int, spans: list[tuple[int, int]], at: int) -> None:
    is_open = access(release(published), gold(*spans), on(at)) is Access.FILES
    assert is_open == (why_closed(release(published), gold(*spans), on(at)) is None)


@pytest.mark.parametrize(
    ("step", "state", "roles", "expected"),
    [
        (Step.PUBLISH, State.DRAFT, {"editor"}, ""),
        (Step.PUBLISH, State.DRAFT, set(), "not_editor"),
        (Step.PUBLISH, State.WITHDRAWN, {"editor"}, "wrong_state"),
        (Step.REMOVE_FILE, State.PUBLISHED, {"editor"}, "wrong_state"),
        (Step.ADD_FILE, State.PUBLISHED, {"editor"}, ""),
        (Step.WITHDRAW, State.DRAFT, {"editor"}, "wrong_state"),
    ],
)
def test_a_step_is_an_editors_and_has_its_states(step: Step, state: State, roles: set[str], expected: str) -> None:
    assert refusal(step, state, roles) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("beacon-2026.tar.gz", "beacon-2026.tar.gz"),
        ("C:\\temp\\beacon 2026 (final).zip", "beacon-2026-final-.zip"),
        ("../../etc/passwd", "passwd"),
        ('"; rm -rf $HOME; ".sh', "rm--rf-HOME-.sh"),
        ("...", "file"),
        ("é.exe", "exe"),
    ],
)
def test_a_file_gets_a_name_that_every_shell_bears(name: str, expected: str) -> None:
    assert file_name(name) == expected


@given(st.text())
def test_no_name_of_a_file_says_anything_to_a_shell(name: str) -> None:
    made = file_name(name)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+-")
    assert len(made) <= 150


def test_a_proof_is_offered_for_the_shells_of_the_platform() -> None:
    assert [shell for shell, _command in commands("a.zip", "0" * 64, "Windows x64")] == ["PowerShell"]
    assert [shell for shell, _command in commands("a.zip", "0" * 64, "macOS")] == ["macOS"]
    assert [shell for shell, _command in commands("a.zip", "0" * 64, "Linux x64")] == ["Linux"]
    assert len(commands("a.zip", "0" * 64, "")) == 3
    assert sums([("0" * 64, "a.zip")]) == f"{'0' * 64}  a.zip\n"


def test_an_address_is_made_of_product_and_number() -> None:
    assert slug_of("Meridian Server", "5.1.4-HF2") == "meridian-server-5-1-4-hf2"


ENDS = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("before", "expected"),
    [(400, [90, 30, 7, 0]), (90, [90, 30, 7, 0]), (89, [90, 30, 7, 0]), (30, [30, 7, 0]), (29, [30, 7, 0]),
     (3, [7, 0]), (0, [0]), (-1, [])],
)  # fmt: skip
def test_of_the_steps_that_were_missed_only_the_last_is_taken(before: int, expected: list[int]) -> None:
    assert steps(ENDS, ENDS - timedelta(days=before)) == expected


@given(st.integers(-50, 400))
def test_at_most_one_step_is_taken_late(before: int) -> None:
    today = ENDS - timedelta(days=before)
    taken = steps(ENDS, today)
    assert len([days for days in taken if due_on(ENDS, days) <= today]) <= 1
    assert set(taken) <= set(STEPS)


@pytest.mark.parametrize(
    ("sunset", "eol", "expected"),
    [
        (None, None, None),
        (91, 300, None),
        (90, 300, (Lifecycle.SUNSET, 90)),
        (23, 60, (Lifecycle.SUNSET, 23)),
        (0, 60, (Lifecycle.EOL, 60)),
        (0, 400, (Lifecycle.SUNSET, 0)),
        (-5, 400, (Lifecycle.SUNSET, -5)),
        (-400, -5, (Lifecycle.EOL, -5)),
        (None, 23, (Lifecycle.EOL, 23)),
        (-5, None, (Lifecycle.SUNSET, -5)),
    ],
)
def test_a_customer_is_told_what_comes_next_and_then_what_has_come(
    sunset: int | None, eol: int | None, expected: tuple[Lifecycle, int] | None
) -> None:
    def day(ahead: int | None) -> date | None:
        return None if ahead is None else ENDS + timedelta(days=ahead)

    found = ending(sunset_on=day(sunset), eol_on=day(eol), on=ENDS)
    assert (found and (found.change, found.days)) == expected
