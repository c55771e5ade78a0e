"""Everybody is told once, by the way that it chose."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction

from accounts.models import User
from notifications import services
from notifications.models import DeliveryTimes, Notification, Preference
from notifications.rules import KINDS, Mail, Rhythm, Side, Wish, kinds_of
from notifications.wording import KINDS as WORDS
from outbox.models import OutboundMessage
from tests.notifications.conftest import news

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Deliver = Callable[[datetime], list[EmailMultiAlternatives]]
NIGHT = datetime(2026, 6, 10, 22, tzinfo=UTC)  # 23:00 in London
MORNING = datetime(2026, 6, 11, 6, tzinfo=UTC)  # 07:00 in London
NIGHTS = services.Times(quiet_starts=22 * 60, quiet_ends=7 * 60, quiet_weekdays=frozenset(range(7)))


def choose(user: User, kind: str, *, inbox: bool, mail: Mail) -> None:
    services.choose(user=user, wishes={kind: Wish(inbox, mail)}, at=NIGHT)


def test_by_default_a_reply_stands_in_the_inbox_and_comes_by_mail(liam: User, deliver: Deliver) -> None:
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert Notification.objects.visible_to(liam).unread().count() == 1
    assert [sent.to for sent in deliver(NIGHT)] == [["liam@abc.example"]]


def test_the_same_event_is_told_once_whatever_is_chosen_between(liam: User, deliver: Deliver) -> None:
    services.notify(reader=liam, news=news(), at=NIGHT)
    choose(liam, "reply", inbox=True, mail=Mail.DIGEST)
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert Notification.objects.count() == 1
    assert len(deliver(NIGHT + timedelta(days=2))) == 1


def test_who_wants_no_mail_finds_it_in_the_inbox(liam: User, deliver: Deliver) -> None:
    choose(liam, "reply", inbox=True, mail=Mail.OFF)
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert deliver(NIGHT) == []
    assert Notification.objects.visible_to(liam).count() == 1


def test_who_wants_neither_is_told_nothing(liam: User, deliver: Deliver) -> None:
    choose(liam, "reply", inbox=False, mail=Mail.OFF)
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert deliver(NIGHT) == []
    assert not Notification.objects.exists()


def test_a_mail_only_kind_leaves_the_inbox_empty(liam: User, deliver: Deliver) -> None:
    choose(liam, "reply", inbox=False, mail=Mail.NOW)
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert len(deliver(NIGHT)) == 1
    assert not Notification.objects.visible_to(liam).exists()


def test_a_muted_ticket_is_silent_but_for_what_asks_for_its_reader(liam: User, deliver: Deliver) -> None:
    services.mute(user=liam, about="ticket:ABC-1", at=NIGHT)
    services.notify(reader=liam, news=news(), at=NIGHT)
    services.notify(reader=liam, news=news(kind="mention", event="other"), at=NIGHT)
    services.notify(reader=liam, news=news(about="ticket:ABC-2", event="third"), at=NIGHT)

    assert len(deliver(NIGHT)) == 2
    assert set(Notification.objects.values_list("kind", "about")) == {
        ("mention", "ticket:ABC-1"),
        ("reply", "ticket:ABC-2"),
    }


def test_who_unmutes_a_ticket_is_told_again(liam: User, deliver: Deliver) -> None:
    services.mute(user=liam, about="ticket:ABC-1", at=NIGHT)
    services.mute(user=liam, about="ticket:ABC-1", at=NIGHT)
    services.unmute(user=liam, about="ticket:ABC-1")
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert len(deliver(NIGHT)) == 1


def test_a_mail_of_the_night_waits_for_the_morning(liam: User, deliver: Deliver) -> None:
    services.change_times(user=liam, times=NIGHTS, at=NIGHT)
    services.notify(reader=liam, news=news(), at=NIGHT)

    assert Notification.objects.visible_to(liam).count() == 1
    assert deliver(MORNING - timedelta(minutes=1)) == []
    assert len(deliver(MORNING)) == 1


def test_what_is_urgent_comes_in_the_night(anna: User, deliver: Deliver) -> None:
    services.change_times(user=anna, times=NIGHTS, at=NIGHT)
    facts = {"act": "swap_asked", "actor": "Ben", "agent": "Anna", "desk": "London", "note": ""}
    span = {"starts_at": NIGHT.isoformat(), "ends_at": MORNING.isoformat()}
    told = news(kind="shift", code="swap_asked", mail="oncall/mail/change", facts={**facts, **span})
    services.notify(reader=anna, news=told, at=NIGHT)

    assert len(deliver(NIGHT)) == 1


def test_a_held_mail_is_not_sent_to_somebody_who_wants_it_no_longer(liam: User, deliver: Deliver) -> None:
    services.change_times(user=liam, times=NIGHTS, at=NIGHT)
    services.notify(reader=liam, news=news(), at=NIGHT)
    choose(liam, "reply", inbox=True, mail=Mail.OFF)

    assert deliver(MORNING) == []
    assert OutboundMessage.objects.dropped().count() == 1


@pytest.mark.parametrize(("kind", "mail"), [("shift", Mail.OFF), ("shift", Mail.DIGEST), ("assigned", Mail.DIGEST)])
def test_what_may_not_be_silenced_or_wait_is_refused(anna: User, kind: str, mail: Mail) -> None:
    with pytest.raises(services.UnableToPrefer) as refusal:
        choose(anna, kind, inbox=True, mail=mail)
    assert refusal.value.code in {"not_silenced", "not_digested"}


def test_a_stored_silence_does_not_silence_a_shift(anna: User, deliver: Deliver) -> None:
    Preference.objects.create(user=anna, kind="shift", inbox=True, mail="off")
    facts = {"act": "swap_asked", "actor": "Ben", "agent": "Anna", "desk": "London", "note": ""}
    span = {"starts_at": NIGHT.isoformat(), "ends_at": MORNING.isoformat()}
    told = news(kind="shift", code="swap_asked", mail="oncall/mail/change", facts={**facts, **span})
    services.notify(reader=anna, news=told, at=NIGHT)

    assert len(deliver(NIGHT)) == 1


def test_a_customer_chooses_no_kind_of_agents(liam: User) -> None:
    with pytest.raises(services.UnableToPrefer) as refusal:
        choose(liam, "desk", inbox=True, mail=Mail.NOW)
    assert refusal.value.code == "not_yours"


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (services.Times(quiet_starts=60), "no_quiet_hours"),
        (services.Times(quiet_starts=60, quiet_ends=120), "no_quiet_hours"),
        (services.Times(quiet_starts=60, quiet_ends=60, quiet_weekdays=frozenset({1})), "always_quiet"),
    ],
)
def test_quiet_hours_without_an_end_are_refused(liam: User, times: services.Times, code: str) -> None:
    with pytest.raises(services.UnableToPrefer) as refusal:
        services.change_times(user=liam, times=times, at=NIGHT)
    assert refusal.value.code == code


@pytest.mark.parametrize("hours", [{"quiet_starts": 60, "quiet_ends": 60}, {"quiet_starts": 60}, {"hour": 24}])
def test_the_database_keeps_no_hours_that_never_end(liam: User, hours: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryTimes.objects.create(user=liam, rhythm=Rhythm.DAILY, **hours)


def test_every_kind_has_words_and_every_side_its_kinds() -> None:
    assert set(KINDS) == set(WORDS)
    assert {kind.code for kind in kinds_of(Side.CUSTOMER)} & {"note", "desk", "rating", "shift", "page"} == set()
    assert not any(KINDS[code].may_silence for code in ("page", "security", "shift"))
