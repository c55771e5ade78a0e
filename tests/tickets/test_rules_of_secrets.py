"""What looks like a secret, and how it is taken out: pure rules."""

import time

import pytest

from tickets import rules

CARD, KEY = "4111 1111 1111 1111", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("password: hunter22", ("hunter22",)),
        ("api_key=abc123XYZ and again abc123XYZ", ("abc123XYZ",)),
        ("Authorization: Bearer abcdefghijk", ("abcdefghijk",)),
        ('{"db_password": "geheim99"}', ("geheim99",)),
        ("postgres://u:geheim99@db/x", ("geheim99",)),
        (f"card {CARD}, order 1234 5678 9012 3456", (CARD,)),
        (f"here:\n{KEY}\nthere", (KEY,)),
        ("AKIAIOSFODNN7EXAMPLE x", ("AKIAIOSFODNN7EXAMPLE",)),
        ("the token expires at noon, my password is lost", ()),
        ("password: [secret removed]", ()),
        ("2026-06-10 14:00:00,123 instance 4711", ()),
    ],
)
def test_what_looks_like_a_secret_is_proposed(text: str, pieces: tuple[str, ...]) -> None:
    assert rules.looks_secret(text) == pieces


@pytest.mark.parametrize(
    ("pieces", "problem"),
    [
        ([], "no_piece"),
        (["abc"], "too_short"),
        (["nowhere"], "not_in_text"),
        (["here"] * 51, "too_many"),
        (["here"], ""),
    ],
)
def test_pieces_that_cannot_be_taken_out_are_refused(pieces: list[str], problem: str) -> None:
    assert rules.piece_problem("it is here", pieces) == problem


def test_the_longest_piece_goes_first() -> None:
    assert rules.without("abcd abcdef", ["abcd", "abcdef"]) == ("[secret removed] [secret removed]", 2)


@pytest.mark.parametrize(
    "piece", ["password", "secret ", "token:", "1 ", "eyJ", "a://b:", "-----BEGIN PRIVATE KEY-----"]
)
def test_a_hostile_text_is_searched_quickly(piece: str) -> None:
    begun = time.process_time()
    rules.looks_secret(piece * (rules.MAX_TEXT // len(piece)))
    assert time.process_time() - begun < 1
