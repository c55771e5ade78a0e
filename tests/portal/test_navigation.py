"""The places of a shell: the same for every reader of a kind, the page itself marked."""

import pytest
from django.template import Context, Template
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from portal.templatetags.navigation import SHELLS


def places(which: str, shell: str, view_name: str, *, is_staff: bool = False, is_known: bool = True) -> HTMLParser:
    named = "shell=shell view_name=view_name is_staff=is_staff is_known=is_known"
    source = f"{{% load ui %}}{{% component '{which}' {named} %}}"
    given = {"shell": shell, "view_name": view_name, "is_staff": is_staff, "is_known": is_known}
    return HTMLParser(Template(source).render(Context(given)))


@pytest.mark.parametrize(("which", "shell"), [("places_rail", "agent"), ("places_top", "customer")])
def test_a_shell_marks_the_place_where_its_reader_is(which: str, shell: str) -> None:
    for place in SHELLS[shell]:
        marked = places(which, shell, place.name, is_staff=True).css("[aria-current]")
        assert [link.text().strip() for link in marked] == [str(place.label)]


def test_only_staff_is_led_to_the_administration() -> None:
    def words(*, is_staff: bool) -> list[str]:
        return [link.text().strip() for link in places("places_rail", "agent", "", is_staff=is_staff).css("a")]

    assert "Administration" in words(is_staff=True)
    assert set(words(is_staff=True)) - set(words(is_staff=False)) == {"Administration", "Status"}


def test_without_an_account_only_what_answers_without_one_is_offered() -> None:
    listed = [link.text().strip() for link in places("places_top", "customer", "", is_known=False).css("a")]
    assert listed == ["Knowledge base", "Downloads", "Community"]


def test_the_menu_of_an_agent_lists_what_the_narrow_rail_leaves_out() -> None:
    minor = [str(place.label) for place in SHELLS["agent"] if place.minor]
    listed = [link.text().strip() for link in places("places_menu", "agent", "", is_staff=True).css("a")]
    assert listed == minor
