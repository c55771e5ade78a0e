"""Which stored files the rows name, and which of them must be there."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Model, Q

from downloads.models import File
from knowledgebase.models import ArticleFile
from tickets.models import Attachment
from uploads.models import Scan, Upload

State = Upload.State
OWNERS: Mapping[type[Model], Q] = {
    Upload: Q(state__in=(State.WAITING, State.CLEAN)),
    Attachment: Q(removed_at=None) & ~Q(scan=Attachment.Scan.INFECTED),
    ArticleFile: Q(removed_at=None) & ~Q(verdict=Scan.Verdict.INFECTED),
    File: Q(removed_at=None) & ~Q(scan=File.Scan.INFECTED),
}
"""Each model whose column `file` names a stored file, and the rows of it whose file must be there."""


def named() -> Iterator[str]:
    """Every stored file that a row needs, once; what is on its way is not whole, and is sent again."""
    seen: set[str] = set()
    for model, needed in OWNERS.items():
        rows: Any = model._base_manager.filter(needed)  # noqa: SLF001 - the plain manager
        for name in rows.order_by("pk").values_list("file", flat=True).iterator():
            if name and name not in seen:
                seen.add(name)
                yield str(name)
