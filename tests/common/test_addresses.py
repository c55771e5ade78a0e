"""An address that is filled in is the one that the resolver gives."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from common.addresses import address
from tests.pages import names

SHAPES = [("ABC-1042",), (1042,), ("ABC-1042", 7), (1042, 7)]


@pytest.mark.parametrize("rows", SHAPES, ids=str)
def test_an_address_of_rows_is_what_the_resolver_says(rows: tuple[str | int, ...]) -> None:
    asked = {name: _reversed(name, rows) for name in names()}
    known = {name: said for name, said in asked.items() if said}

    assert known
    assert {name: address(name, *rows) for name in known} == known


def test_an_address_follows_the_prefix_that_the_portal_is_served_under() -> None:
    assert address("tickets:ticket", "ABC-1042") == "/tickets/ABC-1042/"
    set_script_prefix("/support/")
    try:
        assert address("tickets:ticket", "ABC-1042") == "/support/tickets/ABC-1042/"
    finally:
        set_script_prefix("/")


def test_an_address_that_nobody_has_raises() -> None:
    with pytest.raises(NoReverseMatch):
        address("tickets:nothing-of-that-name", 7)


def _reversed(name: str, rows: tuple[str | int, ...]) -> str:
    try:
        return reverse(name, args=rows)
    except NoReverseMatch:
        return ""
