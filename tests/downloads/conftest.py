"""People, releases and files that the tests of downloads share."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Version
from downloads import services
from downloads.models import File, Release
from tests.world import AT
from uploads.services import append, begin

EDITOR, AGENT = "agent.emea@vendor.example", "agent.apac@vendor.example"
GOLD, LAPSED, STRANGER = "member@goldonly.example", "member@lapsed.example", "stranger@nowhere.example"
PARTNER, MANAGER_OF_LAPSED = "manager@partner.example", "manager@lapsed.example"
SECRET = "onlyforthosewhomaydownload"
CONTENT = b"0123456789" * 100


def user(email: str) -> User:
    return User.objects.get(email=email)


def client_of(email: str) -> Client:
    """A client that is logged in; with no address nobody is."""
    client = Client()
    if email:
        client.force_login(user(email), backend="portal.authentication.Backend")
    return client


def draft(**said: Any) -> services.ReleaseDraft:
    """A release of Beacon Analytics 2026, which GLD holds with Gold and LAP without."""
    described = {
        "version": Version.objects.select_related("product").get(product__name="Beacon Analytics", number="2026"),
        "number": "2026.9",
        "kind": "update",
        "title": "Maps",
        "notes": f"## New\n\nIt is {SECRET}.",
    }
    return services.ReleaseDraft(**{**described, **said})


def upload(name: str = "beacon-2026.9.tar.gz", content: bytes = CONTENT, owner: str = EDITOR) -> Any:
    """A whole upload of an editor."""
    made = begin(owner=user(owner), purpose="release", name=name, size=len(content), at=AT)
    append(upload=made, offset=0, stream=BytesIO(content), at=AT)
    return made


def with_file(release: Release, **said: Any) -> File:
    added = services.FileDraft(upload=said.pop("upload", None) or upload(), **said)
    return services.add_file(release=release, draft=added, actor=user(EDITOR), at=AT)


def publish(at: datetime = AT, **said: Any) -> Release:
    """A published release with a file of a thousand bytes."""
    made = services.start_release(draft=draft(**said), actor=user(EDITOR), at=at)
    with_file(made)
    return services.publish(release=made, actor=user(EDITOR), at=at)


@pytest.fixture
def release() -> Release:
    """One that was published today: after the Gold of LAP has ended."""
    return publish()


def address_of(release: Release) -> str:
    file = release.files.get()
    return f"/downloads/releases/{release.slug}/files/{file.pk}/"
