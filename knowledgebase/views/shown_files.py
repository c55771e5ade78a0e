"""The files of a text as its page shows them: to fetch, to look at, or that they are gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Shown:
    """A file under a text; without `url` nobody gets it, and `note` says why.

    `removal` is where an editor takes it out for good.
    """

    url: str
    name: str
    size: str
    note: str = ""
    picture: str = ""
    removal: str = ""


def shown(files: Iterable[Mapping[str, Any]], html: str, *, is_worked: bool = False) -> list[Shown]:
    """What stands under a text with that HTML; to those who work on it also its pictures and what was removed."""
    lines = [_line(file, is_worked=is_worked) for file in files if is_worked or not file["is_removed"]]
    return [line for line in lines if is_worked or not (line.picture and f'"{line.picture}"' in html)]


def _line(file: Mapping[str, Any], *, is_worked: bool) -> Shown:
    address = reverse("knowledgebase:file", args=[file["token"]])
    size = filesizeformat(file["size"])
    if file["is_removed"]:
        return Shown("", file["name"], size, _("deleted"))
    removal = reverse("knowledgebase:file-removal", args=[file["token"]]) if is_worked else ""
    return Shown(address, file["name"], size, "", address if file["is_picture"] else "", removal)
