"""Which fields of forms and queries a view asks for, whether they were sent or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict


@contextmanager
def noted() -> Iterator[set[str]]:
    """The names of the fields that are read meanwhile."""
    names: set[str] = set()
    look_up, list_all = MultiValueDict.__getitem__, MultiValueDict._getlist  # type: ignore[attr-defined] # noqa: SLF001

    def noting(self: MultiValueDict[str, Any], key: str) -> Any:
        if isinstance(self, QueryDict):
            names.add(key)
        return look_up(self, key)

    def noting_lists(self: MultiValueDict[str, Any], key: str, *rest: Any, **more: Any) -> Any:
        if isinstance(self, QueryDict):
            names.add(key)
        return list_all(self, key, *rest, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MultiValueDict, "__getitem__", noting)
        patch.setattr(MultiValueDict, "_getlist", noting_lists)
        yield names
