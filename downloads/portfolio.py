"""Turns rows into what a reader gets: without the right to the files, no value of here holds their notes or digests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Environment, User
from accounts.querysets import EnvironmentQuerySet, is_agent
from catalog.models import Product, Version
from downloads import rules
from downloads.models import File, Release
from downloads.rules import Access, Closed, Reader, Span, State
from entitlements.models import License
from entitlements.portfolio import GOLD, terms_of

Anybody = User | AnonymousUser


@dataclass(frozen=True)
class Entry:
    """A release in a list. `runs` are the reader's environments that it is the newest for; `closed`: why no files."""

    release: Release
    access: Access
    closed: Closed | None
    runs: Sequence[str] = ()

    @property
    def is_open(self) -> bool:
        """Whether the reader gets the files."""
        return self.access is Access.FILES


@dataclass(frozen=True)
class Item:
    """A file as a page shows it, with how to prove it."""

    file: File
    commands: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Contents:
    """The notes and the files of a release, for somebody who may have them."""

    html: SafeString
    items: Sequence[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Shelf:
    """A product with its newest releases, and how many there are of it."""

    product: Product
    entries: Sequence[Entry]
    count: int


def reader_of(user: Anybody) -> Reader:
    """What decides over `user`; two statements for a customer, none for others."""
    if not isinstance(user, User) or not user.is_active:
        return Reader()
    if is_agent(user):
        return Reader(is_agent=True)
    held = user.contacts.filter(left_at=None).values("organization")
    licensed = License.objects.filter(organization__in=held).values_list("product", flat=True)
    gold: dict[int, list[Span]] = defaultdict(list)
    for term in terms_of(GOLD, held):
        gold[term.product].append(Span(term.starts_at, term.ends_at, term.organization))
    return Reader(licensed=frozenset(licensed), gold={product: tuple(spans) for product, spans in gold.items()})


def entry_of(release: Release, reader: Reader, at: datetime, runs: Sequence[str] = ()) -> Entry:
    """The release as a list shows it to `reader`."""
    got = rules.access(release.facts, reader, at)
    return Entry(release, got, None if got is Access.FILES else rules.why_closed(release.facts, reader, at), runs)


def entries_of(
    releases: Iterable[Release], reader: Reader, at: datetime, newest: Mapping[int, Sequence[str]] | None = None
) -> list[Entry]:
    """Those of which `reader` may know; `newest`: by a release's key, the environments that it is the newest for."""
    marks = newest or {}
    entries = [entry_of(each, reader, at, marks.get(each.pk, ())) for each in releases]
    return [entry for entry in entries if entry.access is not Access.NOTHING]


def contents_of(release: Release, reader: Reader, at: datetime) -> Contents | None:
    """The notes and files for `reader`, in one statement; None when it gets the title only."""
    if rules.access(release.facts, reader, at) is not Access.FILES:
        return None
    files = release.files.there()
    items = [Item(file, rules.commands(file.name, file.sha256, file.platform)) for file in files]
    return Contents(mark_safe(release.html), items)  # noqa: S308 - sanitized when it was saved


def newest_for(user: Anybody, at: datetime) -> dict[int, list[str]]:
    """By release: the environments of `user` of whose version it is the newest one; two statements.

    A withdrawn release is the newest of nothing.
    """
    if not isinstance(user, User) or is_agent(user):
        return {}
    names: dict[int, list[str]] = defaultdict(list)
    for version, name in running(user).values_list("version", "name"):
        names[version].append(name)
    rows = Release.objects.visible_to(user).filter(state=State.PUBLISHED, version__in=names, published_at__lte=at)
    newest: dict[int, int] = {}
    for release, version in rows.newest_first().values_list("pk", "version"):
        newest.setdefault(version, release)
    return {release: names[version] for version, release in newest.items()}


def running(user: User) -> EnvironmentQuerySet:
    """The environments of `user` that run, by name."""
    return Environment.objects.visible_to(user).filter(retired_at=None).order_by("name", "id")


def shelves(releases: Sequence[Entry], shown: int) -> list[Shelf]:
    """The releases by product, `shown` of each, in the order of the products' names."""
    by_product: dict[Product, list[Entry]] = defaultdict(list)
    for entry in releases:
        by_product[entry.release.version.product].append(entry)
    products = sorted(by_product, key=lambda product: product.name)
    return [Shelf(product, by_product[product][:shown], len(by_product[product])) for product in products]


def products() -> list[Product]:
    """Everything that a release can be of, by name."""
    return list(Product.objects.order_by("name"))


def versions_of(product: Product) -> list[Version]:
    """The versions of a product, the newest first."""
    return list(product.versions.select_related("product").order_by("-released_on", "-id"))
