"""An address that is filled in is the one that the resolver gives."""

from typing import Any

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils.safestring import SafeString

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


ROWS: list[tuple[Any, ...]] = [
    *SHAPES,
    (),
    ("a b",),
    ("ü",),
    ("a/b",),
    (-7,),
    (None,),
    ("",),
    (True,),
    (SafeString("x"),),
]


@pytest.mark.parametrize("rows", ROWS, ids=str)
@pytest.mark.parametrize("writes", ["{% url name ROWS %}", "{% url name ROWS as found %}[{{ found }}]"])
def test_an_address_in_a_page_is_the_one_that_django_writes(rows: tuple[Any, ...], writes: str) -> None:
    places = " ".join(f"r{place}" for place in range(len(rows)))
    ours, theirs = (Template(f"{load}{writes.replace('ROWS', places)}") for load in ("{% load ui %}", ""))
    given = {f"r{place}": row for place, row in enumerate(rows)}
    for name in names():
        assert _written(ours, {"name": name, **given}) == _written(theirs, {"name": name, **given}), name


def _written(page: Template, given: dict[str, Any]) -> str:
    try:
        return page.render(Context(given))
    except NoReverseMatch:
        return "no such address"


def _reversed(name: str, rows: tuple[str | int, ...]) -> str:
    try:
        return reverse(name, args=rows)
    except NoReverseMatch:
        return ""
