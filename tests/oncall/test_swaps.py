"""A shift changes hands when both agree, or when a lead decides; nobody is put on call in silence."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts import services as people
from accounts.models import Agent, DeskMembership
from notifications.services import send_mail
from oncall import portfolio, services
from oncall.models import Override, RotationEvent, Swap
from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast, make_agent

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
STARTS = datetime(2026, 11, 5, 18, tzinfo=UTC)
ENDS = datetime(2026, 11, 6, 8, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def lead(cast: Cast) -> Agent:
    """London's lead, who is in no rotation."""
    agent = make_agent("lea", cast.london)
    DeskMembership.objects.filter(agent=agent).update(is_lead=True)
    return agent


def ask(cast: Cast, **changes: object) -> Swap:
    facts = {"asked_by": cast.ana, "asked_of": cast.tom, "starts_at": STARTS, "ends_at": ENDS, "at": AT, **changes}
    return services.ask_swap(rotation=cast.rotation, **facts)  # type: ignore[arg-type]


def mails() -> list[tuple[str, str]]:
    return [
        (mail.payload["act"], mail.recipient) for mail in OutboundMessage.objects.filter(kind="mail").order_by("id")
    ]


def codes() -> list[str]:
    return list(RotationEvent.objects.order_by("id").values_list("code", flat=True))


def test_asking_moves_nothing_and_the_yes_moves_the_shift(cast: Cast) -> None:
    swap = ask(cast)
    assert portfolio.on_call(cast.london, STARTS) == cast.ana
    services.answer_swap(swap=swap, agent=cast.tom, is_agreed=True, at=AT)
    on_call = [portfolio.on_call(cast.london, at) for at in (STARTS, ENDS - timedelta(minutes=1), ENDS)]
    assert on_call == [cast.tom, cast.tom, cast.ana]
    assert mails() == [("swap_asked", "tom@vendor.example"), ("swap_agreed", "ana@vendor.example")]
    assert codes() == ["swap_asked", "swap_agreed"]


def test_a_no_changes_nothing_and_is_told(cast: Cast) -> None:
    services.answer_swap(swap=ask(cast), agent=cast.tom, is_agreed=False, at=AT)
    assert portfolio.on_call(cast.london, STARTS) == cast.ana
    assert mails()[-1] == ("swap_declined", "ana@vendor.example")


def test_a_swap_is_answered_once(cast: Cast) -> None:
    swap = ask(cast)
    services.withdraw_swap(swap=swap, agent=cast.ana, at=AT)
    with pytest.raises(services.UnableToSwap, match="closed"):
        services.answer_swap(swap=swap, agent=cast.tom, is_agreed=True, at=AT)
    assert not Override.objects.exists()


def test_a_yes_to_a_shift_that_a_lead_gave_away_meanwhile_is_refused(cast: Cast, lead: Agent) -> None:
    swap = ask(cast)
    services.set_override(
        rotation=cast.rotation, agent=lead, starts_at=STARTS, ends_at=ENDS, actor=lead, at=AT, reason="All hands"
    )
    with pytest.raises(services.UnableToSwap, match="not-your-shift"):
        services.answer_swap(swap=swap, agent=cast.tom, is_agreed=True, at=AT)
    assert portfolio.on_call(cast.london, STARTS) == lead
    assert Swap.objects.get().is_agreed is None


def test_a_yes_of_somebody_who_will_be_away_is_refused_and_a_no_is_taken(cast: Cast, lead: Agent) -> None:
    swap = ask(cast)
    people.plan_absence(agent=cast.tom, starts_at=STARTS, ends_at=ENDS, actor=lead.user, at=AT)
    with pytest.raises(services.UnableToSwap, match="you-are-away"):
        services.answer_swap(swap=swap, agent=cast.tom, is_agreed=True, at=AT)
    swap.refresh_from_db()
    assert swap.answered_at is None
    assert portfolio.on_call(cast.london, STARTS) == cast.ana
    services.answer_swap(swap=swap, agent=cast.tom, is_agreed=False, at=AT)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("not-your-shift", {"ends_at": STARTS + timedelta(days=7)}),
        ("ends-before-it-starts", {"ends_at": STARTS}),
        ("over", {"starts_at": AT - timedelta(days=1), "ends_at": AT}),
    ],
)
def test_only_a_shift_of_ones_own_that_is_ahead_is_offered(cast: Cast, code: str, changes: dict[str, object]) -> None:
    with pytest.raises(services.UnableToSwap, match=code):
        ask(cast, **changes)


def test_only_colleagues_of_the_desk_are_asked_and_one_at_a_time(cast: Cast) -> None:
    for stranger in (cast.mei, cast.ana):
        with pytest.raises(services.UnableToSwap, match="not-a-colleague"):
            ask(cast, asked_of=stranger)
    ask(cast)
    with pytest.raises(services.UnableToSwap, match="asked"):
        ask(cast)
    assert Swap.objects.count() == 1


def test_an_override_tells_who_gets_and_who_loses_the_shift(cast: Cast, lead: Agent) -> None:
    made = services.set_override(
        rotation=cast.rotation, agent=cast.tom, starts_at=STARTS, ends_at=ENDS, actor=lead, at=AT, reason="Ill"
    )
    assert portfolio.on_call(cast.london, STARTS) == cast.tom
    assert {recipient for _, recipient in mails()} == {"tom@vendor.example", "ana@vendor.example"}
    services.end_override(override=made, actor=lead, at=AT)
    assert portfolio.on_call(cast.london, STARTS) == cast.ana
    assert codes() == ["override_set", "override_ended"]
    with pytest.raises(services.UnableToOverride, match="ended"):
        services.end_override(override=made, actor=lead, at=AT)


def test_nobody_is_put_on_call_twice_for_one_time(cast: Cast, lead: Agent) -> None:
    put = partial(services.set_override, rotation=cast.rotation, actor=lead, at=AT)
    put(agent=cast.tom, starts_at=STARTS, ends_at=ENDS)
    hour = timedelta(hours=1)
    for starts_at, ends_at in ((STARTS, ENDS), (STARTS + hour, ENDS + hour), (STARTS - hour, STARTS + hour)):
        with pytest.raises(services.UnableToOverride, match="stands"):
            put(agent=cast.tom, starts_at=starts_at, ends_at=ends_at)
    put(agent=cast.tom, starts_at=ENDS, ends_at=ENDS + hour)
    assert Override.objects.count() == 2


def test_who_was_put_on_call_comes_back_after_somebody_else_was(cast: Cast, lead: Agent) -> None:
    put = partial(services.set_override, rotation=cast.rotation, actor=lead, at=AT, starts_at=STARTS, ends_at=ENDS)
    for agent in (cast.tom, lead, cast.tom):
        put(agent=agent)
    assert portfolio.on_call(cast.london, STARTS) == cast.tom
    assert Override.objects.filter(agent=cast.tom, ended_at=None).count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(agent=cast.tom).update(ended_at=None, ended_by=None)


def test_only_a_lead_or_a_duty_manager_decides(cast: Cast) -> None:
    with pytest.raises(services.UnableToOverride, match="not-yours"):
        services.set_override(
            rotation=cast.rotation, agent=cast.tom, starts_at=STARTS, ends_at=ENDS, actor=cast.ana, at=AT
        )


@pytest.mark.parametrize("act", ["asked", "agreed", "declined", "withdrawn", "override_set", "override_ended"])
def test_every_mail_can_be_read(cast: Cast, lead: Agent, act: str, mailoutbox: list[object]) -> None:
    if act.startswith("override"):
        made = services.set_override(
            rotation=cast.rotation, agent=cast.tom, starts_at=STARTS, ends_at=ENDS, actor=lead, at=AT
        )
        if act == "override_ended":
            services.end_override(override=made, actor=lead, at=AT)
    else:
        swap = ask(cast, note="A concert")
        if act == "withdrawn":
            services.withdraw_swap(swap=swap, agent=cast.ana, at=AT)
        elif act != "asked":
            services.answer_swap(swap=swap, agent=cast.tom, is_agreed=act == "agreed", at=AT)
    send_mail(OutboundMessage.objects.latest("id"))
    body = mailoutbox[0].body  # type: ignore[attr-defined]
    assert "London desk" in body
    assert "Thu 5 Nov, 18:00" in body


def as_agent(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.user)
    return client


def fields(**changes: object) -> dict[str, object]:
    return {"starts_at": "2126-11-05T18:00", "ends_at": "2126-11-05T20:00", "note": "", **changes}


def test_an_agent_asks_and_the_colleague_agrees_on_the_page(cast: Cast) -> None:
    ends = datetime(2127, 1, 1, tzinfo=UTC)
    Override.objects.create(
        rotation=cast.rotation, agent=cast.ana, starts_at=AT, ends_at=ends, made_at=AT, made_by=cast.ana
    )
    address = reverse("oncall:swap-new", args=[cast.rotation.pk])
    assert as_agent(cast.ana).post(address, fields(agent=cast.tom.pk)).status_code == 302
    page = HTMLParser(as_agent(cast.tom).get(reverse("oncall:my-shifts")).content)
    assert "Ana asks you" in page.body.text()  # type: ignore[union-attr]
    answer = reverse("oncall:swap-answer", args=[Swap.objects.get().pk])
    assert as_agent(cast.ana).post(answer, {"decision": "agree"}, follow=True).status_code == 200
    assert Swap.objects.get().is_agreed is None
    assert as_agent(cast.tom).post(answer, {"decision": "agree"}).status_code == 302
    assert Swap.objects.get().is_agreed is True


def test_a_refused_swap_keeps_what_was_typed(cast: Cast) -> None:
    address = reverse("oncall:swap-new", args=[cast.rotation.pk])
    answer = as_agent(cast.mei).post(address, fields(agent=cast.tom.pk, note="Please"))
    assert answer.status_code == 422
    assert "You are not on call in all of that time" in answer.content.decode()
    assert "Please" in answer.content.decode()


def test_a_lead_sets_an_override_on_the_page_and_an_agent_may_not(cast: Cast, lead: Agent) -> None:
    address = reverse("oncall:override-new", args=[cast.rotation.pk])
    assert as_agent(cast.ana).get(address).status_code == 403
    assert as_agent(lead).post(address, fields(agent=cast.tom.pk, note="Ill")).status_code == 302
    page = as_agent(cast.mei).get(reverse("oncall:rotation", args=[cast.rotation.pk])).content.decode()
    assert "Ill" in page
    end = reverse("oncall:override-end", args=[Override.objects.get().pk])
    assert as_agent(cast.ana).post(end).status_code == 403
    assert as_agent(lead).post(end).status_code == 302
    assert Override.objects.get().ended_by == lead


@pytest.mark.parametrize("begins", ["9999-12-31T23:00", "0001-01-01T00:00", "tomorrow", "2026-06-03T09:00"])
def test_a_link_that_names_no_instant_of_a_shift_begins_the_form_all_the_same(
    cast: Cast, lead: Agent, begins: str
) -> None:
    for name in ("oncall:override-new", "oncall:swap-new"):
        address = reverse(name, args=[cast.rotation.pk])
        assert as_agent(lead).get(address, {"starts_at": begins}).status_code == 200
