"""What a form may bring, by purpose, before anything is stored."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile

from uploads import services
from uploads.rules import LARGEST_OF_A_FORM, LIMITS


def sized(size: int) -> ContentFile[bytes]:
    """A file that says that it has `size` bytes."""
    file = ContentFile(b"x", "app.log")
    file.size = size
    return file


def test_a_file_of_exactly_the_limit_is_taken_and_a_larger_one_is_named() -> None:
    services.check([sized(LARGEST_OF_A_FORM)], "attachment")
    with pytest.raises(services.UnableToStore) as refusal:
        services.check([sized(LARGEST_OF_A_FORM + 1)], "attachment")
    assert (refusal.value.code, refusal.value.reasons) == ("file_too_large", ("app.log",))


@pytest.mark.parametrize("purpose", LIMITS)
def test_no_form_takes_more_files_than_its_purpose(purpose: str) -> None:
    most = LIMITS[purpose].of_a_form
    services.check([sized(1)] * most, purpose)
    with pytest.raises(services.UnableToStore) as refusal:
        services.check([sized(1)] * (most + 1), purpose)
    assert (refusal.value.code, refusal.value.reasons) == ("too_many_files", (str(most),))
