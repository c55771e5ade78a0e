"""The way of a release: written, with files, published now or later, withdrawn; every step is an event."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from catalog.models import Version
from common.refusal import Unable
from downloads import services
from downloads.models import File, Release
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from tests.downloads.conftest import AGENT, CONTENT, EDITOR, GOLD, draft, publish, upload, user, with_file
from tests.world import AT
from uploads.services import UnableToReceive, begin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def start(**said: object) -> Release:
    return services.start_release(draft=draft(**said), actor=user(EDITOR), at=AT)


def codes(release: Release) -> list[str]:
    return list(release.events.order_by("id").values_list("code", flat=True))


@pytest.mark.both
def test_a_release_goes_its_way_and_every_step_is_an_event() -> None:
    made = start()
    file = with_file(made, platform="Linux x64")
    services.publish(release=made, actor=user(EDITOR), at=AT)
    made.refresh_from_db()
    services.withdraw(release=made, reason="It is broken.", actor=user(EDITOR), at=AT)

    made.refresh_from_db()
    assert codes(made) == ["written", "file_added", "published", "withdrawn"]
    assert (made.state, made.published_at, made.withdrawn_reason) == ("withdrawn", AT, "It is broken.")
    assert "<h2>New</h2>" in made.html
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert file.size == len(CONTENT)


@pytest.mark.parametrize(
    ("said", "code"),
    [({"title": " "}, "no_title"), ({"number": "--"}, "no_number"), ({"notes": "x" * 60_001}, "too_long")],
)
def test_a_release_that_says_too_little_or_too_much_is_refused(said: dict[str, str], code: str) -> None:
    with pytest.raises(services.UnableToRelease, match=code):
        start(**said)


def test_a_number_is_a_products_only_once() -> None:
    start()
    with pytest.raises(services.UnableToRelease, match="taken"):
        start(number="2026-9")


def test_nobody_but_an_editor_begins_a_release() -> None:
    with pytest.raises(services.UnableToRelease, match="not_editor"):
        services.start_release(draft=draft(), actor=user(AGENT), at=AT)


def test_a_release_without_a_file_is_not_published() -> None:
    with pytest.raises(services.UnableToRelease, match="no_files"):
        services.publish(release=start(), actor=user(EDITOR), at=AT)


def test_two_editors_do_not_overwrite_each_other() -> None:
    made = start()
    services.revise(release=made, draft=draft(title="Maps, and more"), known=1, actor=user(EDITOR), at=AT)
    with pytest.raises(services.UnableToRelease, match="conflict"):
        services.revise(release=made, draft=draft(title="Charts"), known=1, actor=user(EDITOR), at=AT)


def test_a_published_release_keeps_its_number_and_its_files(release: Release) -> None:
    mended = services.revise(release=release, draft=draft(title="Maps again"), known=1, actor=user(EDITOR), at=AT)
    assert mended.title == "Maps again"
    with pytest.raises(services.UnableToRelease, match="fixed"):
        services.revise(release=release, draft=draft(number="2026.10"), known=2, actor=user(EDITOR), at=AT)
    with pytest.raises(services.UnableToAdd, match="wrong_state"):
        services.remove_file(file=release.files.get(), actor=user(EDITOR), at=AT)


@pytest.mark.both
def test_a_scheduled_release_is_published_when_its_time_has_come() -> None:
    made = start()
    with_file(made)
    services.publish(release=made, actor=user(EDITOR), at=AT, publish_at=AT + timedelta(days=2))
    services.publish_due(key=str(made.pk), payload={}, at=AT + timedelta(days=1))
    made.refresh_from_db()
    assert made.state == "scheduled"

    while deliver_due(handlers=handlers(AT + timedelta(days=2)), at=AT + timedelta(days=2)):
        pass
    made.refresh_from_db()
    assert (made.state, made.published_at) == ("published", AT + timedelta(days=2))


def test_a_publication_that_was_called_off_does_not_come() -> None:
    made = start()
    with_file(made)
    services.publish(release=made, actor=user(EDITOR), at=AT, publish_at=AT + timedelta(days=2))
    services.call_off(release=made, actor=user(EDITOR), at=AT)
    services.publish_due(key=str(made.pk), payload={}, at=AT + timedelta(days=3))
    made.refresh_from_db()
    assert made.state == "draft"


def test_nothing_is_withdrawn_without_a_reason(release: Release) -> None:
    with pytest.raises(services.UnableToRelease, match="no_reason"):
        services.withdraw(release=release, reason="  ", actor=user(EDITOR), at=AT)


def test_a_name_is_in_a_release_only_once_and_a_signature_looks_like_one() -> None:
    made = start()
    with_file(made, signature="-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----")
    with pytest.raises(services.UnableToAdd, match="same_name"):
        with_file(made)
    with pytest.raises(services.UnableToAdd, match="bad_signature"):
        with_file(made, upload=upload("other.zip"), signature="abc")


def test_an_upload_becomes_one_file_alone() -> None:
    sent = upload()
    with_file(start(), upload=sent)
    with pytest.raises(services.UnableToAdd, match="file_gone"):
        with_file(start(number="2026.10"), upload=sent)


def test_a_file_that_was_taken_out_of_a_draft_leaves_its_name_free() -> None:
    made = start()
    services.remove_file(file=with_file(made), actor=user(EDITOR), at=AT)
    assert with_file(made).removed_at is None
    assert codes(made)[-2:] == ["file_removed", "file_added"]


def test_customers_upload_no_releases() -> None:
    with pytest.raises(UnableToReceive, match="no_such_purpose"):
        begin(owner=user(GOLD), purpose="release", name="a.zip", size=4, at=AT)


def test_an_infected_file_is_deleted_and_publishes_nothing() -> None:
    made = start()
    file = with_file(made)
    File.objects.filter(pk=file.pk).update(scan="waiting")
    services.scanned(key=file.file, payload={"verdict": "infected", "found": "Eicar"}, at=AT)
    assert codes(made)[-1] == "file_infected"
    with pytest.raises(Unable, match="no_files"):
        services.publish(release=made, actor=user(EDITOR), at=AT)


@pytest.mark.both
@pytest.mark.parametrize(
    "wrong",
    [{"state": "published"}, {"state": "scheduled"}, {"state": "withdrawn", "published_at": AT}, {"number": "2026.1"}],
)
def test_the_database_refuses_a_release_that_contradicts_itself(wrong: dict[str, object]) -> None:
    made = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=made.pk).update(**wrong)


def test_followers_who_may_know_of_it_get_one_mail() -> None:
    product = Version.objects.get(product__name="Beacon Analytics", number="2026").product
    for person in (GOLD, "stranger@nowhere.example"):
        services.follow(product=product, person=user(person), at=AT)
    made = publish()
    for _again in range(2):
        while deliver_due(handlers=handlers(AT), at=AT):
            pass

    sent = OutboundMessage.objects.filter(name="downloads/mail/published")
    assert [(each.recipient, each.guard) for each in sent] == [(GOLD, f"release:{made.pk}:{GOLD}")]


def test_a_mail_about_a_release_that_was_withdrawn_meanwhile_is_dropped(release: Release) -> None:
    assert services.may_read(str(release.pk), GOLD)
    services.withdraw(release=release, reason="Broken.", actor=user(EDITOR), at=AT)
    assert not services.may_read(str(release.pk), GOLD)
