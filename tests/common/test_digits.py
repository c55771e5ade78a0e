"""Numbers that come with a request."""

import pytest

from common import digits


def test_plain_digits_are_a_number() -> None:
    assert digits.read("1042") == 1042


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "١٢", "9" * 19, "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert digits.read(text) is None
