"""Two people, a folder for their files, and a client that speaks tus."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.world import standing_clock
from uploads import services
from uploads.models import Upload

AT = datetime(2026, 6, 10, 14, tzinfo=UTC)
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


class Sender:
    """Somebody who sends a file by tus."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def begin(self, size: object, name: str = "app.log", purpose: str = "attachment", **headers: str) -> Any:
        """Announce a file."""
        pairs = {"filename": name, "purpose": purpose}
        said = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
        known = {**TUS, "Upload-Length": str(size), "Upload-Metadata": said}
        return self.client.post("/uploads/", headers=known | headers)

    def send(self, address: str, offset: object, data: bytes, content_type: str = PIECE, **headers: str) -> Any:
        """Send some bytes of it."""
        known = {**TUS, "Upload-Offset": str(offset), "Content-Type": content_type}
        return self.client.patch(address, data, content_type=content_type, headers=known | headers)

    def head(self, address: str) -> Any:
        """Ask how much is there."""
        return self.client.head(address, headers=TUS)

    def forget(self, address: str) -> Any:
        """Cancel it."""
        return self.client.delete(address, headers=TUS)


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """A folder for the files of one test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def owner(db: None, files: Path) -> User:  # noqa: ARG001 - they open the database and the folder
    return User.objects.create_user("owner@abc.example", name="Olga Owner")


@pytest.fixture
def sender_of(tmp_path: Path) -> Iterator[Callable[..., Sender]]:
    """Logs somebody in; the clock stands at `AT`."""

    def logged_in(user: User, **options: Any) -> Sender:
        client = Client(**options)
        client.force_login(user, backend="portal.authentication.Backend")
        return Sender(client)

    with standing_clock(tmp_path / "clock.json", AT):
        yield logged_in


@pytest.fixture
def sender(owner: User, sender_of: Callable[..., Sender]) -> Sender:
    """The owner, sending."""
    return sender_of(owner)


@pytest.fixture
def begun(owner: User) -> Upload:
    """A file of ten bytes that is announced."""
    return services.begin(owner=owner, purpose="attachment", name="app.log", size=10, at=AT)
