"""The releases of the demo world with small real files, who got them and who follows; made in a few statements."""

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import Organization, User
from catalog.models import Product, Version
from downloads import rules
from downloads.models import Download, File, Follow, Release, ReleaseEvent
from downloads.rules import Kind, State
from downloads.services.releasing import rendered

EDITOR = "agent.emea@vendor.example"
SIGNATURE = """-----BEGIN PGP SIGNATURE-----
Comment: a sample of the demo world, it proves nothing

iHUEABYKAB0WIQTsampleSampleSampleSampleSampleSampleSampleSample=
-----END PGP SIGNATURE-----"""
MEND = (
    "## Mended\n\n- {title}.\n\n## Before you begin\n\nBack up the database. The service stops for about two minutes.\n"
)
STEPS = "\n```bash\ntar -xzf {file}\nsudo ./install.sh --keep-settings\n```\n"


@dataclass(frozen=True)
class Described:
    """A release of the demo world; `days` ago it was published, or began when it is not."""

    product: str
    version: str
    number: str
    kind: Kind
    title: str
    days: int
    state: State = State.PUBLISHED
    is_public: bool = False
    reason: str = ""


MERIDIAN, LATTICE, BEACON = "Meridian Server", "Lattice Forms", "Beacon Analytics"
RELEASES: tuple[Described, ...] = (
    Described(MERIDIAN, "5.1", "5.1.0", Kind.MAJOR, "Clusters of up to twelve nodes", 700, is_public=True),
    Described(MERIDIAN, "5.1", "5.1.2", Kind.UPDATE, "Faster start and a smaller log", 200),
    Described(MERIDIAN, "5.1", "5.1.3", Kind.UPDATE, "Connection pools that recover by themselves", 40, is_public=True),
    Described(MERIDIAN, "5.1", "5.1.3-HF1", Kind.HOTFIX, "The service no longer stops when a certificate expires", 12),
    Described(MERIDIAN, "5.1", "5.1.4", Kind.UPDATE, "Quotas for each tenant", 3, State.DRAFT),
    Described(MERIDIAN, "4.0", "4.0.9", Kind.UPDATE, "The last update before the sunset", 300),
    Described(MERIDIAN, "3.2", "3.2.14", Kind.UPDATE, "The last update of its line", 450),
    Described(LATTICE, "3.0", "3.0.2", Kind.UPDATE, "Forms of two hundred fields open at once", 60, is_public=True),
    Described(LATTICE, "3.0", "3.0.3", Kind.UPDATE, "Two lists of one name are refused at once", 2, State.SCHEDULED),
    Described(LATTICE, "2.4", "2.4.8", Kind.UPDATE, "Exports keep the order of the columns", 120),
    Described(LATTICE, "1.8", "1.8.11", Kind.HOTFIX, "A safer parser for uploaded templates", 900),
    Described(BEACON, "2026", "2026.1", Kind.MAJOR, "Warehouses of a hundred million rows", 140, is_public=True),
    Described(BEACON, "2026", "2026.2", Kind.UPDATE, "Dashboards that load twice as fast", 30, is_public=True),
    Described(
        BEACON, "2026", "2026.2-HF1", Kind.HOTFIX, "Weeks begin on the day that the region says", 20, State.WITHDRAWN,
        reason="It counts the first week of a year twice. Stay on 2026.2; a hotfix without the fault follows.",
    ),
    Described(BEACON, "2025", "2025.6", Kind.UPDATE, "The last update before the sunset", 90),
    Described(BEACON, "2024", "2024.9", Kind.UPDATE, "Filters that remember their reader", 250),
)  # fmt: skip
GOT = (
    ("member@goldonly.example", "GLD", "5.1.3", 35, "198.51.100.24"),
    ("member.london@abc.example", "ABC", "5.1.3", 33, "203.0.113.9"),
    ("member@lapsed.example", "LAP", "2026.1", 120, "192.0.2.77"),
    ("member@goldonly.example", "GLD", "5.1.3-HF1", 10, "198.51.100.24"),
)
"""Who got a file of which release, how many days ago, from where."""
FOLLOWERS = (("member@goldonly.example", BEACON), ("manager@abc.example", MERIDIAN))


def load_releases(at: datetime) -> None:
    """Publish the releases as they are at `at`; once. The files are written where they are missing."""
    if Release.objects.exists():
        return
    versions = {(row.product.name, row.number): row for row in Version.objects.select_related("product")}
    editor = User.objects.get(email=EDITOR)
    rows = [_release(each, versions[each.product, each.version], at) for each in RELEASES]
    releases = Release.objects.bulk_create(rows)
    files = File.objects.bulk_create([file for release in releases for file in _files(release, editor)])
    ReleaseEvent.objects.bulk_create([event for release in releases for event in _events(release, editor, at)])
    _hand_out(files, at)


def _release(each: Described, version: Version, at: datetime) -> Release:
    begun = at - timedelta(days=each.days)
    release = Release(
        version=version,
        number=each.number,
        slug=rules.slug_of(each.product, each.number),
        kind=each.kind.value,
        title=each.title,
        notes=_notes(each),
        html=_html(each),
        is_public=each.is_public,
        state=each.state.value,
        created_at=begun - timedelta(days=2),
    )
    if each.state in {State.PUBLISHED, State.WITHDRAWN}:
        release.published_at = begun
    if each.state == State.SCHEDULED:
        release.publish_at = at + timedelta(days=6)
    if each.state == State.WITHDRAWN:
        release.withdrawn_at, release.withdrawn_reason = begun + timedelta(days=1), each.reason
    return release


def _notes(each: Described) -> str:
    file = f"{rules.slug_of(each.product, '')}-{each.number}-linux-x64.tar.gz"
    return MEND.format(title=each.title) + STEPS.format(file=file)


@cache
def _html(each: Described) -> str:
    return rendered(_notes(each))


def _files(release: Release, editor: User) -> Iterator[File]:
    stem = f"{rules.slug_of(release.version.product.name, '')}-{release.number}"
    for platform, name in (("Linux x64", f"{stem}-linux-x64.tar.gz"), ("Windows x64", f"{stem}-windows-x64.zip")):
        content = _archive(name)
        stored = f"releases/{hashlib.sha256(name.encode()).hexdigest()[:32]}"
        if not default_storage.exists(stored):
            default_storage.save(stored, ContentFile(content))
        yield File(
            release=release,
            name=name,
            file=stored,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content_type="application/octet-stream",
            platform=platform,
            signature=SIGNATURE if platform.startswith("Linux") else "",
            scan=File.Scan.CLEAN,
            by=editor,
            at=release.created_at,
        )


@cache
def _archive(name: str) -> bytes:
    """A small archive of that name, the same bytes each time."""
    text = f"{name}\nA file of the demo world.\n".encode()
    out = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(zipfile.ZipInfo("README.txt"), text)
        return out.getvalue()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        entry = tarfile.TarInfo("README.txt")
        entry.size = len(text)
        archive.addfile(entry, io.BytesIO(text))
    return out.getvalue()


def _events(release: Release, editor: User, at: datetime) -> Iterator[ReleaseEvent]:
    steps: list[tuple[str, datetime | None, dict[str, str]]] = [("written", release.created_at, {})]
    if release.publish_at:
        steps.append(("scheduled", at - timedelta(days=1), {"publish_at": release.publish_at.isoformat()}))
    steps.append(("published", release.published_at, {}))
    steps.append(("withdrawn", release.withdrawn_at, {"reason": release.withdrawn_reason}))
    for code, when, data in steps:
        if when:
            yield ReleaseEvent(release=release, code=code, actor=editor, at=when, data=data)


def _hand_out(files: Sequence[File], at: datetime) -> None:
    people = {user.email: user for user in User.objects.filter(email__in={row[0] for row in (*GOT, *FOLLOWERS)})}
    organizations = {row.key: row for row in Organization.objects.filter(key__in={row[1] for row in GOT})}
    first = {file.release.number: file for file in reversed(files)}
    Download.objects.bulk_create(
        [
            Download(
                file=first[number],
                user=people[email],
                organization=organizations[key],
                at=at - timedelta(days=days),
                address=address,
                first_byte=0,
                end_byte=first[number].size,
            )
            for email, key, number, days, address in GOT
        ]
    )
    products = {row.name: row for row in Product.objects.all()}
    Follow.objects.bulk_create(
        [
            Follow(
                product=products[name],
                person=people[email],
                token=hashlib.sha256(f"{email} {name}".encode()).hexdigest()[:43],
                at=at - timedelta(days=50),
            )
            for email, name in FOLLOWERS
        ]
    )
