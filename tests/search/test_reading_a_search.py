"""How what somebody types is read, and which words of a text are shown as found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.rules import END, MOST_TERMS, START, Query, facets, mark, parse, plain, ranked, snippet
from tests.search.candidates import candidate


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Query()),
        ("   ", Query()),
        ("lease", Query((("lease",),), is_open=True)),
        ("lease ", Query((("lease",),))),
        ("two nodes", Query((("two",), ("nodes",)), is_open=True)),
        ('"two nodes" lease ', Query((("two", "nodes"), ("lease",)))),
        ('"two nodes', Query((("two", "nodes"),))),
        ("lease -cluster ", Query((("lease",),), (("cluster",),))),
        ('lease -"two nodes"', Query((("lease",),), (("two", "nodes"),))),
        ("-cluster", Query((), (("cluster",),))),
        ("ORA-00600", Query((("ora", "00600"),), is_open=True)),
        ("Übergröße ", Query((("ubergrosse",),))),
        ("a", Query((("a",),))),
        ("' OR 1=1; --", Query((("or",), ("1", "1")))),
        ("NEAR(a b)* AND title:x ", Query((("near", "a"), ("b",), ("and",), ("title", "x")))),
        ("\x00lease ", Query((("lease",),))),
    ],
)
def test_a_search_is_read_as_words_phrases_and_exclusions(text: str, query: Query) -> None:
    assert parse(text) == query


@given(st.text(max_size=600))
def test_whatever_is_typed_becomes_a_bounded_search(text: str) -> None:
    query = parse(text)

    assert len(query.terms) + len(query.excluded) <= MOST_TERMS
    assert all(word.isalnum() for word in query.words)


@given(st.text())
def test_words_that_are_stored_are_found_again_as_they_are(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_found_words_are_marked_in_every_form() -> None:
    assert mark("Leases of the Lease, released.", parse("lease ")) == (
        f"{START}Leases{END} of the {START}Lease{END}, released."
    )


def test_the_word_that_is_still_typed_marks_what_it_begins() -> None:
    assert mark("The configuration", parse("conf")) == f"The {START}configuration{END}"


def test_a_snippet_shows_the_first_found_word_with_its_surroundings() -> None:
    text = "word " * 200 + "needle " + "word " * 200
    shown = snippet(text, parse("needle "))

    assert f"{START}needle{END}" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300


def test_of_a_group_the_best_match_stands_alone() -> None:
    found = [candidate(1, relevance=1), candidate(2, relevance=3), candidate(3, group="other", relevance=2)]

    assert [each.id for each in ranked(found, found[0].at)] == [2, 3]


def test_facets_count_groups_and_not_their_messages() -> None:
    found = [candidate(1), candidate(2), candidate(3, group="other", kind="article", product=7)]

    assert facets(found) == ({"ticket": 1, "article": 1}, {7: 1})
