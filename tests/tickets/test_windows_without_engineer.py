"""A window whose engineer leaves, is away or is called elsewhere: shown, told once, and given to somebody else (R9)."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts import services as people
from accounts.models import Agent, DeskMembership, User
from oncall.models import Override, ReservedQuarter, Rotation
from oncall.permissions import DUTY_MANAGER
from outbox.models import OutboundMessage
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tests.tickets.test_windows import HOUR, NIGHT, book, environment, plant
from tests.world import stop
from tickets import services
from tickets.models import Window
from tickets.services import UnableToBook
from tickets.views import window_words

__all__ = ["plant"]
LATER = WEDNESDAY + HOUR


@pytest.fixture
def window(cast: Cast) -> Window:
    """A night of Goldleaf's, which an engineer of Los Angeles is kept for."""
    return with_all(book(cast, environment(cast, who.GOLD)))


def with_all(window: Window) -> Window:
    return Window.objects.with_all().get(pk=window.pk)


def go_away(window: Window) -> None:
    agent = window.engineer
    people.plan_absence(agent=agent, starts_at=NIGHT + HOUR, ends_at=NIGHT + 9 * HOUR, actor=agent.user, at=LATER)


def leave(window: Window) -> None:
    people.deactivate(user=window.engineer.user, at=LATER)


def change_desks(window: Window) -> None:
    DeskMembership.objects.filter(agent=window.engineer).delete()


def be_called(window: Window) -> None:
    rotation, _made = Rotation.objects.get_or_create(desk=window.ticket.desk, tier=Rotation.Tier.PRIMARY)
    agent, times = window.engineer, {"starts_at": NIGHT - HOUR, "ends_at": NIGHT + HOUR, "made_at": LATER}
    Override.objects.create(rotation=rotation, agent=agent, made_by=agent, **times)


HINDERED = {"away": go_away, "left": leave, "elsewhere": change_desks, "on_call": be_called}


def lead(window: Window) -> Agent:
    return Agent.objects.get(memberships__desk=window.ticket.desk, memberships__is_lead=True)


def refused(window: Window, agent: Agent, by: Agent, at: timedelta = HOUR) -> str:
    with pytest.raises(UnableToBook) as refusal:
        services.give_window(window=window, agent=agent, actor=by.user, at=WEDNESDAY + at)
    return refusal.value.code


@pytest.mark.parametrize("why", HINDERED)
def test_whoever_cannot_work_in_a_window_is_found_with_the_reason(window: Window, why: str) -> None:
    assert services.unstaffed([window]) == {}
    HINDERED[why](window)
    assert services.unstaffed([with_all(window)]) == {window.pk: why}
    assert window_words.cannot(why, "Amy").startswith("Amy ")


@pytest.mark.parametrize("why", HINDERED)
def test_who_answers_for_the_desk_is_told_once_with_who_is_free(window: Window, why: str) -> None:
    HINDERED[why](window)
    assert services.watch_windows(LATER) == 1
    assert services.watch_windows(LATER + HOUR) == 0
    deliver(LATER + HOUR)
    told = [sent for sent in mail.outbox if "cannot work in the window" in sent.subject]
    assert {sent.to[0] for sent in told} >= {lead(window).user.email} - {window.engineer.user.email}
    assert all(who.GOLD not in sent.to for sent in told)
    free = services.substitutes(with_all(window))
    words = f"Free then: {', '.join(map(str, free))}." if free else "Nobody else of the desk is free then"
    assert all(words in str(sent.body) for sent in told)


def test_a_duty_manager_at_no_desk_reads_and_gives_a_window_once_told_of_it(window: Window) -> None:
    duty = cast_duty_manager()
    assert not Window.objects.visible_to(duty).exists()
    go_away(window)
    services.watch_windows(LATER)
    deliver(LATER)
    assert duty.email in {sent.to[0] for sent in mail.outbox if "cannot work in the window" in sent.subject}
    assert list(Window.objects.worked_by(duty)) == [window]
    colleague = User.objects.get(email=who.ANSON)
    assert not Window.objects.visible_to(colleague).exists()
    (substitute,) = services.substitutes(with_all(window))
    services.give_window(window=window, agent=substitute, actor=duty, at=LATER)
    services.cancel_window(window=with_all(window), actor=duty, at=LATER)
    assert not Window.objects.visible_to(duty).exists()


def cast_duty_manager() -> User:
    """A duty manager who works at no desk."""
    duty = User.objects.create_user("duty@vendor.example", name="Dora Duty")
    Agent.objects.create(user=duty)
    duty.groups.add(Group.objects.get(name=DUTY_MANAGER))
    return User.objects.get(pk=duty.pk)


def test_another_engineer_gets_the_window_with_ticket_time_and_calendar(window: Window) -> None:
    before = window.engineer
    deliver(LATER)
    mail.outbox.clear()
    go_away(window)
    (substitute,) = services.substitutes(with_all(window))
    given = services.give_window(window=window, agent=substitute, actor=lead(window).user, at=LATER)
    assert (given.engineer, given.ticket.assignee, given.sequence) == (substitute, substitute, 1)
    assert given.units == window.units
    kept = ReservedQuarter.objects.filter(reservation=given.reservation)
    assert set(kept.values_list("agent", flat=True)) == {substitute.pk}
    assert services.unstaffed([with_all(given)]) == {}
    deliver(LATER)
    methods = {sent.to[0]: str(sent.attachments) for sent in mail.outbox if sent.attachments}
    assert "CANCEL" in methods[before.user.email]
    for invited in (who.GOLD, substitute.user.email):
        assert "REQUEST" in methods[invited]
    event = given.ticket.events.get(code="window_given")
    assert (event.data["engineer"], event.data["was"]) == (str(substitute), str(before))


def test_who_is_not_free_does_not_get_it_and_a_customer_gives_nothing(cast: Cast, window: Window) -> None:
    go_away(window)
    (substitute,) = services.substitutes(with_all(window))
    assert refused(window, window.engineer, lead(window)) == "not_free"
    with pytest.raises(UnableToBook) as refusal:
        services.give_window(window=window, agent=substitute, actor=cast.user(who.GOLD), at=LATER)
    assert refusal.value.code == "agents_only"
    people.plan_absence(agent=substitute, starts_at=NIGHT, ends_at=NIGHT + HOUR, actor=substitute.user, at=LATER)
    assert refused(window, substitute, lead(window)) == "not_free"
    assert services.substitutes(with_all(window)) == []
    assert with_all(window).engineer == window.engineer


def test_a_window_that_is_open_keeps_its_engineer(window: Window) -> None:
    (substitute,) = services.substitutes(window)
    services.run_windows(NIGHT)
    assert refused(window, substitute, lead(window), at=NIGHT - WEDNESDAY + HOUR) == "is_open"
    go_away(window)
    assert services.watch_windows(NIGHT + HOUR) == 0
    assert not OutboundMessage.objects.filter(name="window.unstaffed").exists()


def test_a_lead_reads_it_on_the_board_and_gives_the_window(window: Window, settings: Settings, tmp_path: Path) -> None:
    settings.PORTAL_CLOCK = str(tmp_path / "clock.json")
    stop(tmp_path / "clock.json", LATER)
    go_away(window)
    client = Client()
    client.force_login(lead(window).user)
    board = client.get(reverse("tickets:board")).content.decode()
    assert window_words.cannot("away", str(window.engineer)) in board
    (substitute,) = services.substitutes(with_all(window))
    url = reverse("tickets:window-engineer", args=[window.ticket.reference])
    answer = client.post(url, {"engineer": substitute.pk})
    assert answer["Location"] == reverse("tickets:window", args=[window.ticket.reference])
    assert with_all(window).engineer == substitute
    people.plan_absence(agent=window.engineer, starts_at=LATER, ends_at=None, actor=window.engineer.user, at=LATER)
    page = client.get(url).content.decode()
    assert "Nobody else of the desk is free then: ask the customer for another time" in page
