"""Administrators set rotations in order; the calls made stay as they were."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import Agent, User
from catalog.rules import clock
from oncall import services
from oncall.models import Layer, Rotation
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
        "tier": "primary",
        "layers-TOTAL_FORMS": 1,
        "layers-INITIAL_FORMS": 0,
        "layers-0-position": 0,
        "layers-0-starts_on": "2026-11-02",
        "layers-0-handover_minute": "09:00",
        "layers-0-days": 7,
        "layers-0-weekdays": ["0", "4"],
        "layers-0-from_minute": "00:00",
        "layers-0-to_minute": "24:00",
        **{f"layers-0-{name}": value for name, value in changes.items()},
    }


def members(layer: Layer, agent: Agent) -> dict[str, object]:
    return {
        **{name: getattr(layer, name) for name in ("position", "starts_on", "days")},
        **{name: clock(getattr(layer, name)) for name in ("handover_minute", "from_minute", "to_minute")},
        "rotation": layer.rotation_id,
        "weekdays": list(layer.weekdays),
        "members-TOTAL_FORMS": 1,
        "members-INITIAL_FORMS": 0,
        "members-0-agent": agent.pk,
        "members-0-position": 0,
    }


def test_a_rotation_is_made_with_its_layers_and_members(admin: Client, cast: Cast) -> None:
    assert admin.post(reverse("admin:oncall_rotation_add"), rotation(cast)).status_code == 302
    layer = Layer.objects.get(rotation__desk=cast.hong_kong)
    assert (layer.starts_on, layer.weekdays) == (date(2026, 11, 2), "04")
    address = reverse("admin:oncall_layer_change", args=[layer.pk])
    assert admin.post(address, members(layer, cast.mei)).status_code == 302
    assert [member.agent for member in layer.members.all()] == [cast.mei]


def test_two_members_in_one_place_are_refused_in_words(admin: Client, cast: Cast) -> None:
    layer = Layer.objects.get(rotation__desk=cast.london)
    answer = admin.post(reverse("admin:oncall_layer_change", args=[layer.pk]), members(layer, cast.mei))
    assert "Two members cannot have the same place." in answer.content.decode()
    assert layer.members.count() == 2


def test_a_new_layer_and_a_new_drill_begin_with_times_as_people_write_them(admin: Client) -> None:
    offered = [
        (field, HTMLParser(admin.get(reverse(f"admin:oncall_{kind}_add")).content).css_first(f"[name={field}]"))
        for kind, field in (
            ("layer", "handover_minute"), ("layer", "from_minute"), ("layer", "to_minute"), ("drillplan", "minute"),
        )
    ]  # fmt: skip
    assert [node.attributes["value"] for _, node in offered if node] == ["09:00", "00:00", "24:00", "10:00"]


@pytest.mark.parametrize(("name", "value"), [("days", 0), ("handover_minute", "24:00"), ("weekdays", [])])
def test_a_layer_that_cannot_be_is_refused_in_words(admin: Client, cast: Cast, name: str, value: object) -> None:
    answer = admin.post(reverse("admin:oncall_rotation_add"), rotation(cast, **{name: value}))
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert not Rotation.objects.filter(desk=cast.hong_kong).exists()


def test_a_page_is_read_and_never_changed(admin: Client, cast: Cast) -> None:
    made = services.page_on_call(desk=cast.london, subject="Down", url="/x/", dedupe_key="k", at=AT)
    address = reverse("admin:oncall_page_change", args=[made.pk])
    assert admin.get(address).status_code == 200
    assert admin.post(address, {"subject": "Up"}).status_code == 403
    assert "Down" in admin.get(reverse("admin:oncall_page_changelist")).content.decode()
