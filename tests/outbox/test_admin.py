"""Administrators read the outbox and have messages tried again; they write nothing."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from outbox import services
from outbox.models import OutboundMessage

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
LIST = "admin:outbox_outboundmessage_changelist"


@pytest.fixture
def admin(db: None) -> Client:  # noqa: ARG001 - its user lives there
    """An administrator's browser."""
    client = Client()
    client.force_login(User.objects.create_superuser("admin@vendor.example", "demo-portal", name="Admin"))
    return client


@pytest.fixture
def dead(db: None) -> OutboundMessage:  # noqa: ARG001 - it lives there
    """A message that was given up."""
    services.mail(name="x/mail/y", recipient="dead@b.example", payload={"secret": "x"}, dedupe_key="d", at=AT)
    services.mail(name="x/mail/y", recipient="fresh@b.example", payload={}, dedupe_key="f", at=AT)
    OutboundMessage.objects.filter(dedupe_key="d").update(dead_at=AT, attempts=16, last_error="no route")
    return OutboundMessage.objects.get(dedupe_key="d")


@pytest.mark.usefixtures("dead")
def test_the_list_is_filtered_by_state(admin: Client) -> None:
    for state, shown, hidden in (("dead", "dead@", "fresh@"), ("undelivered", "fresh@", "dead@")):
        page = admin.get(reverse(LIST), {"state": state}).content.decode()
        assert shown in page
        assert hidden not in page


def test_a_given_up_message_is_revived_by_the_action(admin: Client, dead: OutboundMessage) -> None:
    answer = admin.post(reverse(LIST), {"action": "retry", "_selected_action": [dead.pk]}, follow=True)
    assert "1 message is tried again." in answer.content.decode()
    dead.refresh_from_db()
    assert (dead.dead_at, dead.attempts) == (None, 0)


def test_a_message_is_read_without_what_it_says_and_never_changed(admin: Client, dead: OutboundMessage) -> None:
    address = reverse("admin:outbox_outboundmessage_change", args=[dead.pk])
    page = admin.get(address).content.decode()
    assert "no route" in page
    assert "secret" not in page
    assert admin.post(address, {"recipient": "me@b.example"}).status_code == 403
    assert admin.get(reverse("admin:outbox_outboundmessage_add")).status_code == 403


def test_whoever_may_only_look_is_offered_no_retry(dead: OutboundMessage) -> None:
    user = User.objects.create_user("looks@vendor.example", "demo-portal", name="Looks", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_outboundmessage"))
    client = Client()
    client.force_login(user)
    client.post(reverse(LIST), {"action": "retry", "_selected_action": [dead.pk]})
    dead.refresh_from_db()
    assert dead.dead_at == AT
