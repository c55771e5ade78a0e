"""Administrators set rotations in order; the calls made stay as they were."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from oncall import services
from oncall.models import Rotation
from tests.oncall.conftest import Cast
from tests.oncall.test_board import AT


@pytest.fixture
def admin(db: None) -> Client:  # noqa: ARG001 - its user lives there
    """An administrator's browser."""
    client = Client()
    client.force_login(User.objects.create_superuser("admin@vendor.example", "demo-portal", name="Admin"))
    return client


def rotation(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        "desk": cast.hong_kong.pk,
        "starts_on": "2026-11-02",
        "handover_minute": 540,
        "days": 7,
        "members-TOTAL_FORMS": 1,
        "members-INITIAL_FORMS": 0,
        "members-0-agent": cast.mei.pk,
        "members-0-position": 0,
        **changes,
    }


def test_a_rotation_is_made_with_its_members(admin: Client, cast: Cast) -> None:
    assert admin.post(reverse("admin:oncall_rotation_add"), rotation(cast)).status_code == 302
    made = Rotation.objects.get(desk=cast.hong_kong)
    assert made.starts_on == date(2026, 11, 2)
    assert [member.agent for member in made.members.all()] == [cast.mei]


@pytest.mark.parametrize(("name", "value"), [("days", 0), ("handover_minute", 1440)])
def test_a_rotation_that_cannot_be_is_refused_in_words(admin: Client, cast: Cast, name: str, value: int) -> None:
    answer = admin.post(reverse("admin:oncall_rotation_add"), rotation(cast, **{name: value}))
    assert "Ensure this value is" in answer.content.decode()
    assert not Rotation.objects.filter(desk=cast.hong_kong).exists()


def test_a_page_is_read_and_never_changed(admin: Client, cast: Cast) -> None:
    made = services.page_on_call(desk=cast.london, subject="Down", url="/x/", dedupe_key="k", at=AT)
    address = reverse("admin:oncall_page_change", args=[made.pk])
    assert admin.get(address).status_code == 200
    assert admin.post(address, {"subject": "Up"}).status_code == 403
    assert "Down" in admin.get(reverse("admin:oncall_page_changelist")).content.decode()
