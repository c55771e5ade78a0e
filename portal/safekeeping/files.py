"""Which stored files the rows name, which of them must be there, and what is there."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.conf import settings
from django.core.files import File as Content
from django.core.files.storage import default_storage
from django.db.models import Model, Q

from downloads.models import File
from knowledgebase.models import ArticleFile
from tickets.models import Attachment
from uploads.models import Scan, Upload
from uploads.rules import rest_of

State = Upload.State
OWNERS: Mapping[type[Model], Q] = {
    Upload: Q(state__in=(State.WAITING, State.CLEAN)),
    Attachment: Q(removed_at=None) & ~Q(scan=Attachment.Scan.INFECTED),
    ArticleFile: Q(removed_at=None) & ~Q(verdict=Scan.Verdict.INFECTED),
    File: Q(removed_at=None) & ~Q(scan=File.Scan.INFECTED),
}
"""Each model whose column `file` names a stored file, and the rows of it whose file must be there."""


class Stored(NamedTuple):
    """A file that is there: how many bytes it has, and since when."""

    size: int
    at: datetime


def named() -> Iterator[str]:
    """Every stored file that a row needs, once; what is on its way is not whole, and is sent again."""
    seen: set[str] = set()
    for model, needed in OWNERS.items():
        rows: Any = model._base_manager.filter(needed)  # noqa: SLF001 - the plain manager
        for name in rows.order_by("pk").values_list("file", flat=True).iterator():
            if name and name not in seen:
                seen.add(name)
                yield str(name)


def mentioned() -> set[str]:
    """Every file that a row names, whatever became of it, and what has arrived of one that is on its way."""
    found: set[str] = set()
    for model in OWNERS:
        names: Any = model._base_manager.order_by().values_list("file", flat=True)  # noqa: SLF001 - the plain manager
        found.update(map(str, names.iterator()))
    on_their_way = Upload.objects.filter(state=State.RECEIVING).values_list("file", flat=True)
    return found | {rest_of(file) for file in on_their_way}


def there() -> dict[str, Stored]:
    """All that is stored, in the folder or in the bucket, by name."""
    if settings.S3_BUCKET:
        bucket: Any = default_storage
        return {each.name: Stored(each.size, each.at) for each in bucket.objects()}
    root = Path(settings.MEDIA_ROOT)
    found = {str(path.relative_to(root)): path.stat() for path in root.rglob("*") if path.is_file()}
    return {name: Stored(said.st_size, datetime.fromtimestamp(said.st_mtime, UTC)) for name, said in found.items()}


def put(name: str, size: int, opened: Callable[[], IO[bytes]], present: Mapping[str, Stored]) -> None:
    """Store a file in the bucket under its name. One that is there whole stays: files are never changed."""
    if name in present and present[name].size == size:
        return
    with opened() as file:
        default_storage.save(name, Content(file))
