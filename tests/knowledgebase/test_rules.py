"""Who reads what, which step follows which, how addresses are made, and how texts are compared."""

import pytest

from knowledgebase.rules import Access, Reader, Role, State, Step, access, compared, refusal, slug_of

ANONYMOUS, STRANGER = Reader(), Reader(is_known=True)
GOLD, AGENT = Reader(is_known=True, products=frozenset({7})), Reader(is_known=True, is_agent=True)
TEXT, TITLE, NOTHING = Access.TEXT, Access.TITLE, Access.NOTHING


@pytest.mark.parametrize(
    ("visibility", "product", "anonymous", "stranger", "gold", "agent"),
    [
        ("public", 7, TEXT, TEXT, TEXT, TEXT),
        ("registered", 7, NOTHING, TEXT, TEXT, TEXT),
        ("entitled", 7, NOTHING, TITLE, TEXT, TEXT),
        ("entitled", 8, NOTHING, TITLE, TITLE, TEXT),
        ("internal", 7, NOTHING, NOTHING, NOTHING, TEXT),
        ("something else", 8, NOTHING, TITLE, TITLE, TEXT),
    ],
)
def test_a_reader_gets_what_its_standing_opens(
    visibility: str, product: int, anonymous: Access, stranger: Access, gold: Access, agent: Access
) -> None:
    asked = [access(visibility, product, reader) for reader in (ANONYMOUS, STRANGER, GOLD, AGENT)]

    assert asked == [anonymous, stranger, gold, agent]


@pytest.mark.parametrize(
    ("step", "state", "roles", "is_author", "code"),
    [
        (Step.WRITE, State.PUBLISHED, {Role.EDITOR}, False, ""),
        (Step.WRITE, State.SCHEDULED, {Role.EDITOR}, False, "wrong_state"),
        (Step.WRITE, State.DRAFT, {Role.REVIEWER}, False, "not_editor"),
        (Step.SUBMIT, State.PUBLISHED, {Role.EDITOR}, True, "wrong_state"),
        (Step.APPROVE, State.IN_REVIEW, {Role.EDITOR}, False, "not_reviewer"),
        (Step.APPROVE, State.IN_REVIEW, {Role.EDITOR, Role.REVIEWER}, True, "own_text"),
        (Step.APPROVE, State.IN_REVIEW, {Role.REVIEWER}, False, ""),
        (Step.APPROVE, State.DRAFT, {Role.REVIEWER}, False, "wrong_state"),
        (Step.ARCHIVE, State.PUBLISHED, {Role.REVIEWER}, True, ""),
        (Step.ARCHIVE, State.ARCHIVED, {Role.REVIEWER}, False, "wrong_state"),
    ],
)
def test_a_step_is_refused_with_its_reason(
    step: Step, state: State, roles: set[str], *, is_author: bool, code: str
) -> None:
    assert refusal(step, state, roles, is_author=is_author) == code


def test_an_address_says_what_the_title_says() -> None:
    assert slug_of("Menü: «Öffnen» & schließen") == "menu-offnen-schlieen"
    assert slug_of("!!") == "article"
    assert len(slug_of("a very long title " * 20)) <= 80


def test_an_address_that_is_taken_gets_a_number() -> None:
    assert slug_of("New", {"new-2"}) == "new-3"


def test_words_that_differ_are_marked_within_their_line() -> None:
    rows = compared("Wait 30 seconds.\nGone.\nSame.", "Wait 90 seconds.\nSame.\nNew.")

    assert [row.kind for row in rows] == ["changed", "removed", "same", "added"]
    assert [part.text for part in rows[0].before or () if part.is_changed] == ["30"]
    assert [part.text for part in rows[0].after or () if part.is_changed] == ["90"]


def test_both_sides_of_a_comparison_are_the_texts() -> None:
    before, after = "a\n\nb c\nd", "a\nb x c\n\nd e\nf"
    rows = compared(before, after)

    assert "\n".join("".join(p.text for p in row.before) for row in rows if row.before is not None) == before
    assert "\n".join("".join(p.text for p in row.after) for row in rows if row.after is not None) == after


def test_a_line_too_long_to_compare_is_marked_between_what_both_share() -> None:
    before, after = f"Begin {'a b ' * 9000}end", f"Begin {'b a ' * 9000}end"
    (row,) = compared(before, after)

    assert [part.is_changed for part in row.before or ()] == [False, True, False]
    assert "".join(part.text for part in row.after or ()) == after


def test_a_word_of_a_very_long_line_is_marked_alone() -> None:
    (row,) = compared(f"{'a b ' * 9000}30{' b a' * 9000}", f"{'a b ' * 9000}90{' b a' * 9000}")

    assert [part.text for part in row.after or () if part.is_changed] == ["90"]


def test_texts_with_too_many_other_lines_are_compared_line_by_line_as_they_stand() -> None:
    rows = compared("a\nb\n" * 3000, "b\na\n" * 3000)

    assert {row.kind for row in rows} == {"changed"}
    assert len(rows) == 6000
