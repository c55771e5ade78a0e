"""Whoever opens a ticket, a thread or an announcement has read what the inbox says about it."""

from collections.abc import Callable

import pytest

from accounts.models import User
from community.models import Thread
from notifications import services
from notifications.models import Announcement, Notification
from tests.asking import client_of
from tests.notifications.conftest import news
from tests.pages import Reader
from tests.world import AT
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sessions")]


def ticket() -> tuple[str, str]:
    """What the inbox is about, and its address."""
    found = Ticket.objects.filter(requester__email=Reader.OWNER).kept().latest("pk")
    return f"ticket:{found.reference}", f"/tickets/{found.reference}/"


def thread() -> tuple[str, str]:
    found = Thread.objects.get(title__startswith="Workflows restart")
    return f"thread:{found.pk}", f"/community/threads/{found.pk}/"


def announcement() -> tuple[str, str]:
    found = Announcement.objects.filter(is_public=True).running(AT)[0]
    return f"announcement:{found.pk}", f"/announcements/{found.pk}/"


@pytest.mark.parametrize("thing", [ticket, thread, announcement])
def test_what_is_opened_is_read_and_nothing_else(thing: Callable[[], tuple[str, str]]) -> None:
    reader, (about, url) = User.objects.get(email=Reader.OWNER), thing()
    two = (about, f"{about}0")
    for named in two:
        services.notify(reader=reader, news=news(about=named, event=f"opening:{named}"), at=AT)

    assert client_of(Reader.OWNER).get(url).status_code == 200
    told = Notification.objects.visible_to(reader).unread().filter(about__in=two)
    assert list(told.values_list("about", flat=True)) == [f"{about}0"]
