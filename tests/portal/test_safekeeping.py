"""A loaded portal is backed up while it runs, destroyed and restored; every row and every file is compared."""

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from common.brand import Brand, read, write
from community.models import Category
from entitlements.models import LedgerEntry
from outbox.models import Quarantine
from portal.safekeeping import UnableToKeep, back_up, databases, files, fill_bucket, restore, rows
from portal.safekeeping.contents import Facts
from search.models import SearchDocument
from tests.buckets import NOWHERE, storage
from tests.pages import Reader
from tests.world import AT
from uploads import services as uploads
from uploads.models import Scan, Upload

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("world")]
CHANGED = {"uploads.upload", "outbox.quarantine"}
"""What a restore changes, besides that everybody logs in again."""


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    """The stored files of the world, in a folder of the test's own."""
    before, mine = Path(settings.MEDIA_ROOT), tmp_path / "files"
    for name in files.named():
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(before / name, mine / name)
    settings.MEDIA_ROOT = mine
    settings.BRAND_FOLDER = tmp_path / "brand"
    return mine


@pytest.fixture
def stocked(store: Path, bucket: Any) -> Any:
    """The same files in a bucket."""
    assert fill_bucket(silent) == []
    assert stored_objects(bucket) == stored_files(store)
    return bucket


def silent(_what: str, _done: int, _total: int) -> None:
    """Progress that nobody looks at."""


def stored_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table as the database has it."""
    found = {}
    with connection.cursor() as cursor:
        for model in rows.tables():
            table, key = model._meta.db_table, model._meta.pk.column  # noqa: SLF001 - Django's own door
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - our own tables
            found[model._meta.label_lower] = cursor.fetchall()  # noqa: SLF001 - the same
        if databases.name() == "postgresql":
            cursor.execute("SELECT word FROM search_titleword ORDER BY word")
            found["words of titles"] = cursor.fetchall()
    return found


def stored_files(folder: Path) -> dict[str, str]:
    """The digest of every file in `folder`, by name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def stored_objects(bucket: Any) -> dict[str, str]:
    """The digest of every object of the bucket, by name."""
    return {each.name: hashlib.sha256(bucket.open(each.name).read()).hexdigest() for each in bucket.objects()}


def destroy(folder: Path) -> None:
    """Lose every row and every file."""
    shutil.rmtree(folder)
    with transaction.atomic():
        databases.empty(rows.tables())
    assert not User.objects.exists()


def on_its_way() -> Upload:
    """An upload of which a part has arrived."""
    upload = uploads.begin(owner=User.objects.get(email=Reader.OWNER), purpose="bundle", name="dump.zip", size=9, at=AT)
    Path(upload.file.path).write_bytes(b"half")
    return upload


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name in before | after if before.get(name) != after.get(name)]


def test_a_portal_that_was_destroyed_comes_back_row_by_row_and_file_by_file(store: Path, tmp_path: Path) -> None:
    Client().force_login(User.objects.get(email=Reader.AGENT), backend="portal.authentication.Backend")
    uploads.keep(owner=User.objects.get(email=Reader.OWNER), purpose="bundle", file=_log(), at=AT)
    half = on_its_way()
    logo = look(tmp_path / "brand")
    before, whole = stored_rows(), stored_files(store)
    numbers = {model: databases.last_number(model) for model in rows.tables()}
    back_up(tmp_path / "backup", at=AT, progress=silent)
    destroy(store)
    shutil.rmtree(tmp_path / "brand")

    facts = restore(tmp_path / "backup", at=AT + timedelta(hours=1), replace=False, progress=silent)

    after = stored_rows()
    assert set(differences(before, after)) <= CHANGED
    assert sum(map(len, after.values())) > 2000
    assert [name for name, found in after.items() if found == [] and before[name]] == []
    assert stored_files(store) == {name: digest for name, digest in whole.items() if name != str(half.file)}
    assert facts.missing == []
    assert (read(tmp_path / "brand"), (tmp_path / "brand" / logo.logo).read_bytes()) == (logo, b"<svg/>")
    half.refresh_from_db()
    assert half.state == Upload.State.EXPIRED
    assert Upload.objects.exclude(pk=half.pk).filter(state=Upload.State.CLEAN).exists()
    assert [model for model, last in numbers.items() if (databases.last_number(model) or 0) < (last or 0)] == []
    assert Quarantine.objects.standing().get().known_until == AT
    _still_the_same_portal()


def look(folder: Path) -> Brand:
    """What `manage.py setup` stores."""
    chosen = Brand(name="Acme", accent="#0b7285", logo="logo-1.svg", mark="1")
    write(chosen, folder)
    (folder / chosen.logo).write_bytes(b"<svg/>")
    return chosen


def test_objects_of_a_bucket_are_backed_up_and_come_back_but_those_that_are_there(
    stocked: Any, store: Path, tmp_path: Path
) -> None:
    whole = stored_objects(stocked)
    taken = back_up(tmp_path / "backup", at=AT, progress=silent)
    assert (stored_files(tmp_path / "backup" / "files"), taken.facts.files) == (whole, len(whole))
    destroy(store)
    kept, *lost = sorted(whole)
    marked = {"Bucket": stocked.bucket_name, "Key": kept}
    stocked.client.put_object(**marked, Body=stocked.open(kept).read(), Metadata={"kept": "yes"})
    for name in lost:
        stocked.delete(name)
    restore(tmp_path / "backup", at=AT, replace=False, progress=silent)
    assert stored_objects(stocked) == whole
    assert stocked.client.head_object(**marked)["Metadata"] == {"kept": "yes"}


def test_a_backup_may_leave_the_files_in_their_bucket_and_says_later_what_is_gone_there(
    stocked: Any, tmp_path: Path, settings: Settings
) -> None:
    taken = back_up(tmp_path / "backup", at=AT, progress=silent, rows_only=True)
    assert (taken.facts.files, taken.facts.bucket) == (0, settings.S3_BUCKET)
    gone = next(files.named())
    stocked.delete(gone)
    assert restore(tmp_path / "backup", at=AT, replace=True, progress=silent).missing == [gone]
    settings.S3_BUCKET = ""
    with pytest.raises(UnableToKeep, match="they lie in the bucket"):
        restore(tmp_path / "backup", at=AT, replace=True, progress=silent)


@pytest.mark.usefixtures("store")
def test_files_of_a_folder_are_never_left_out(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="lost with it"):
        call_command("backup", str(tmp_path / "backup"), "--rows-only")
    with pytest.raises(CommandError, match="no bucket to fill"):
        call_command("fill_bucket")
    assert not (tmp_path / "backup.unfinished").exists()


@pytest.mark.usefixtures("stocked")
def test_a_bucket_that_is_away_ends_a_backup_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    back_up(tmp_path / "backup", at=AT, progress=silent)
    before = stored_rows()
    settings.STORAGES = {**settings.STORAGES, "default": storage(NOWHERE, settings.S3_BUCKET)}
    with pytest.raises(UnableToKeep, match=r"was not finished: .* cannot be reached"):
        back_up(tmp_path / "later", at=AT, progress=silent)
    with pytest.raises(UnableToKeep, match=r"cannot be reached.*rows are as they were"):
        restore(tmp_path / "backup", at=AT, replace=True, progress=silent)
    assert stored_rows() == before


def _log() -> "ContentFile[bytes]":
    return ContentFile(b"first line\n", name="a.log")


def _still_the_same_portal() -> None:
    """New rows get new numbers, the rules of the tables hold again, and the index finds what was written."""
    assert Category.objects.create(name="New", slug="new").pk > 0
    with pytest.raises(IntegrityError, match="only"), transaction.atomic():
        LedgerEntry.objects.update(units=1)
    client = Client()
    client.force_login(User.objects.get(email=Reader.AGENT), backend="portal.authentication.Backend")
    word = SearchDocument.objects.filter(kind="ticket").latest("at").title.split()[0]
    assert client.get("/search/", {"q": word}).content.count(b"/tickets/") > 1


def test_what_is_written_after_a_backup_began_is_not_in_it(store: Path, tmp_path: Path) -> None:
    seen: list[str] = []

    def lose_a_file(what: str, done: int, _total: int) -> None:
        if what == "files" and done == 1:
            seen.extend(sorted(name for name in files.named() if not (tmp_path / "b.unfinished/files" / name).exists()))
            (store / seen[0]).unlink()

    taken = back_up(tmp_path / "b", at=AT, progress=lose_a_file)
    assert taken.facts.missing == seen[:1]
    assert taken.facts.files == len(stored_files(tmp_path / "b" / "files"))


@pytest.mark.usefixtures("store")
def test_a_portal_that_somebody_works_with_is_not_replaced_by_mistake(tmp_path: Path) -> None:
    back_up(tmp_path / "backup", at=AT, progress=silent)
    before = stored_rows()
    with pytest.raises(UnableToKeep, match="not empty: nothing was restored"):
        restore(tmp_path / "backup", at=AT, replace=False, progress=silent)
    assert stored_rows() == before
    User.objects.filter(email=Reader.OWNER).update(name="Changed since")
    restore(tmp_path / "backup", at=AT, replace=True, progress=silent)
    assert not User.objects.filter(name="Changed since").exists()


def changed(packed: bytes) -> bytes:
    """The same rows with other words."""
    return gzip.compress(gzip.decompress(packed).replace(b"abc.example", b"xyz.example"))


@pytest.mark.parametrize("damage", [changed, lambda packed: packed[:-9], lambda packed: b"x" + packed])
@pytest.mark.usefixtures("store")
def test_a_backup_that_was_changed_is_refused_and_nothing_is_lost(
    tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    back_up(tmp_path / "backup", at=AT, progress=silent)
    before = stored_rows()
    table = next((tmp_path / "backup" / "rows").glob("*accounts.user.*"))
    table.write_bytes(damage(table.read_bytes()))
    with (
        pytest.raises(UnableToKeep, match=r"accounts\.user.* was changed since the backup was taken"),
        transaction.atomic(),
    ):
        restore(tmp_path / "backup", at=AT, replace=True, progress=silent)
    assert stored_rows() == before


def test_a_file_that_was_changed_is_refused_and_not_stored(store: Path, tmp_path: Path) -> None:
    back_up(tmp_path / "backup", at=AT, progress=silent)
    damaged = next(path for path in (tmp_path / "backup" / "files").rglob("*") if path.is_file())
    damaged.write_bytes(b"not what it was")
    shutil.rmtree(store)
    with pytest.raises(UnableToKeep, match="its SHA-256 differs"):
        restore(tmp_path / "backup", at=AT, replace=True, progress=silent)
    assert not (store / damaged.relative_to(tmp_path / "backup" / "files")).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda facts: facts["migrations"].append("tickets.9999_not_yet"), "of a newer portal .*9999_not_yet"),
        (lambda facts: facts["migrations"].remove("outbox.0001_initial"), "of an older portal .*outbox.0001"),
        (lambda facts: facts.update(format=0), "has format 0"),
    ],
)
def test_a_backup_of_another_version_is_refused(tmp_path: Path, change: Callable[[Any], None], words: str) -> None:
    facts = asdict(Facts(AT.isoformat(), "sqlite", databases.migrations()))
    change(facts)
    write_said(tmp_path, facts)
    with pytest.raises(UnableToKeep, match=words):
        restore(tmp_path, at=AT, replace=True, progress=silent)


def write_said(folder: Path, facts: dict[str, Any]) -> None:
    """A backup that says this of itself, with a sum that is right."""
    text = json.dumps(facts)
    (folder / "manifest.json").write_text(text)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256(text.encode()).hexdigest()}  manifest.json\n")


def test_what_is_no_finished_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a finished backup"):
        call_command("restore", str(tmp_path))


def test_a_backup_never_overwrites_another_one(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", str(tmp_path))


def test_a_database_that_lacks_a_table_is_not_backed_up(tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tickets_draft")
    with pytest.raises(CommandError, match="run migrate if one is missing"), transaction.atomic():
        call_command("backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup").exists()


def test_every_column_that_names_a_stored_file_is_backed_up() -> None:
    named = {
        model
        for model in rows.tables()
        for field in model._meta.local_concrete_fields  # noqa: SLF001 - Django's own door
        if isinstance(field, models.FileField) or (field.name == "file" and isinstance(field, models.CharField))
    }
    assert named - {Scan} == set(files.OWNERS)
