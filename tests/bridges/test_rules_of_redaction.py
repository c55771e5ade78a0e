"""What looks private in a text, and what is left of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.bridges.rules import MARKS, Finding, Kind, Known, findings, fingerprint, left, others, removed

ABC = Known(people=("Liam Hart", "Ana Torres"), customers=("ABC Corporation", "ABC"))
FOUND = [
    ("write to liam.hart@abc.example today", Kind.EMAIL, "liam.hart@abc.example"),
    ("it runs on db1.prod.acme.internal", Kind.HOST, "db1.prod.acme.internal"),
    ("open https://portal.acme.com/login", Kind.HOST, "portal.acme.com"),
    (r"copied from \\files01\share", Kind.HOST, r"\\files01"),
    (f"like ![a](/files/{'0a' * 16}/) here", Kind.PICTURE, f"![a](/files/{'0a' * 16}/)"),
    ("from 10.20.30.40 on", Kind.ADDRESS, "10.20.30.40"),
    ("from 2001:db8::8a2e:370:7334 on", Kind.ADDRESS, "2001:db8::8a2e:370:7334"),
    ("call +44 20 7946 0958", Kind.PHONE, "+44 20 7946 0958"),
    ("call 020 7946 0958", Kind.PHONE, "020 7946 0958"),
    ("call 555-123-4567", Kind.PHONE, "555-123-4567"),
    ("the key is ABCD1-23EFG-45HIJ-67KLM", Kind.LICENSE, "ABCD1-23EFG-45HIJ-67KLM"),
    ("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301", Kind.LICENSE, "3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    ("password: hunter22x", Kind.SECRET, "hunter22x"),
    ("Hi Ana,", Kind.PERSON, "Ana"),
    ("says LIAM HART here", Kind.PERSON, "LIAM HART"),
    ("as in ABC-1042", Kind.CUSTOMER, "ABC-1042"),
    ("at ABC Corporation", Kind.CUSTOMER, "ABC Corporation"),
    ("Hi Maria,\nit is down", Kind.PERSON, "Maria"),
    ("Dear Mr. Okafor", Kind.PERSON, "Okafor"),
    ("Kind regards,\nJohn Smith", Kind.PERSON, "John Smith"),
    ("Thanks, Tom", Kind.PERSON, "Tom"),
    ("it lies in /home/lhart/app", Kind.PERSON, "lhart"),
    (r"in C:\Users\j.smith\logs", Kind.PERSON, "j.smith"),
    ("the card 00:1a:2b:3c:4d:5e", Kind.ADDRESS, "00:1a:2b:3c:4d:5e"),
    ("at 12 Baker Street today", Kind.PLACE, "12 Baker Street"),
    ("in London NW1 6XE", Kind.PLACE, "NW1 6XE"),
    ("Springfield, IL 62704", Kind.PLACE, "IL 62704"),
    ("in der Hauptstra\u00dfe 12a", Kind.PLACE, "Hauptstra\u00dfe 12a"),
    ("license key 4F7A9C21D0B84E6F", Kind.LICENSE, "4F7A9C21D0B84E6F"),
    ("license: MER-2024-ABCD", Kind.LICENSE, "MER-2024-ABCD"),
    ("serial number 12AB34CD", Kind.LICENSE, "12AB34CD"),
    ("the password was tiger99", Kind.SECRET, "tiger99"),
    ("PIN: 483920", Kind.SECRET, "483920"),
]
LEFT_ALONE = [
    "version 5.1.2 of 2026-11-25 at 12:30:45",
    "edit server.toml and set lease_ms = 31240",
    "ping 127.0.0.1 or ::1",
    "renewal took 31240 ms",
    "the ABCDEF module, e.g. an Anagram",
    "std::vector and a::b",
    "error E-1234-5678",
    "Hello World, hi all and thanks for the help",
    "Thanks, the password is wrong and the token was refused",
    "license LIC-007 assurance ended, license.key",
    "it is 5 on Main and 12 of Lane workflows on the way 3",
    "in /home/user/app and /etc/meridian",
    "the ratio 10:20:30 and SHA a1:b2",
]


@pytest.mark.parametrize(("text", "kind", "piece"), FOUND)
def test_what_looks_private_is_found_and_taken_out(text: str, kind: Kind, piece: str) -> None:
    found = findings(text, ABC)

    assert Finding(kind, piece) in found
    assert piece not in removed(text, found)
    assert MARKS[kind] in removed(text, found)


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_nobodys_is_left_alone(text: str) -> None:
    assert findings(text, ABC) == ()


def test_what_is_kept_stays_and_nothing_else() -> None:
    text = "docs.vendor.com and db1.acme.internal"
    gone = left(text, ABC, {"docs.vendor.com"})

    assert removed(text, gone) == "docs.vendor.com and [host removed]"


def test_what_somebody_names_is_taken_out_too() -> None:
    assert removed("Project Nightjar is late", others("Nightjar\n\nzz\n")) == "Project [removed] is late"


def test_other_words_have_another_fingerprint() -> None:
    assert fingerprint("a\r\nb", "c") == fingerprint("a\nb", "c")
    assert fingerprint("a", "b c") != fingerprint("a b", "c")


words = st.text(max_size=200)
private = st.sampled_from([text for text, _kind, _piece in FOUND])


@given(st.lists(st.one_of(words, private), max_size=8).map(" ".join))
def test_nothing_is_left_once_everything_found_is_taken_out(text: str) -> None:
    clean = removed(text, findings(text, ABC))

    again = removed(clean, findings(clean, ABC))
    assert findings(again, ABC) == ()


@given(words, st.sampled_from(FOUND), words)
def test_a_piece_on_a_line_of_its_own_never_stays(before: str, found: tuple[str, Kind, str], after: str) -> None:
    text, _kind, piece = found
    whole = f"{before}\n{text}\n{after}"

    assert piece not in removed(whole, findings(whole, ABC))
