"""What of a release can be found, and by whom: its notes with Gold for its product, its title with a license of it.

Both are one group, so that nobody finds it twice. A withdrawn release is not found.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse

from common import markup
from downloads.models import Release
from search import services as search
from search.models import SearchDocument
from search.rules import Key
from search.services import Entry

TITLE = ":title"


def changed(*, key: str, payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - what a follower is told
    """Follow "release.changed": let the release be found as its readers get it now."""
    index_releases([int(key)], at=at)


@transaction.atomic
def index_releases(keys: Collection[int], *, at: datetime) -> None:
    """Let the releases of these keys be found as they are, those that are not published not at all."""
    rows = Release.objects.filter(pk__in=keys, state=Release.State.PUBLISHED).order_by("pk")
    entries = [entry for release in rows.select_related("version__product") for entry in entries_of(release)]
    search.index(entries, groups=[group_of(key) for key in keys], at=at)


def reindex(at: datetime) -> Iterator[tuple[int, int]]:
    """Index every release again; yields how many of how many are done. What belongs to none goes."""
    keys = list(Release.objects.order_by("pk").values_list("pk", flat=True))
    put = partial(index_releases, at=at)
    return search.index_all(kind=SearchDocument.Kind.DOWNLOAD, keys=keys, group_of=group_of, put=put)


def group_of(key: int) -> str:
    """The group of the release of that key."""
    return f"release:{key}"


def release_of(group: str) -> int:
    """The key of the release of a group."""
    return int(group.removeprefix("release:"))


def is_title(key: str) -> bool:
    """Whether the document of that key is a title alone."""
    return key.endswith(TITLE)


def entries_of(release: Release) -> Iterator[Entry]:
    """The notes, and the title for those who may know no more."""
    product = release.version.product_id
    knowing = Key.PUBLIC.of() if release.is_public else Key.LICENSE.of(product)
    yield _entry(release, f"{group_of(release.pk)}{TITLE}", {knowing})
    body = markup.words(release.html)
    yield _entry(release, group_of(release.pk), {Key.PRODUCT.of(product), Key.AGENT.of()}, body)


def _entry(release: Release, key: str, audience: Collection[str], body: str = "") -> Entry:
    return Entry(
        kind=SearchDocument.Kind.DOWNLOAD.value,
        key=key,
        group=group_of(release.pk),
        url=reverse("downloads:release", args=[release.slug]),
        title=f"{release} {release.title}",
        note=f"{release.get_kind_display()} {release.version}",
        body=body,
        audience=audience,
        at=release.published_at or release.created_at,
        product=release.version.product_id,
        versions=[release.version_id],
    )
