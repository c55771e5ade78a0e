"""A call goes on from one to the next until somebody answers, and to the fallback when nobody does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Absence, Agent, DeskMembership
from catalog.models import Desk
from notifications.services import send_mail
from oncall import portfolio, services
from oncall.models import (
    Attempt,
    Delivery,
    EscalationPolicy,
    EscalationRun,
    EscalationStep,
    Layer,
    Page,
    PageEvent,
    Rotation,
    RotationMember,
    Whom,
)
from oncall.rules import next_manned
from outbox.models import OutboundMessage
from tests.oncall.conftest import Cast, make_agent

AT = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def _fallback(settings: Settings) -> None:
    settings.PAGE_FALLBACK_EMAIL = "fallback@vendor.example"


@pytest.fixture
def lead(cast: Cast) -> Agent:
    agent = make_agent("lea", cast.london)
    DeskMembership.objects.filter(agent=agent).update(is_lead=True)
    return agent


def policy(
    *steps: tuple[Whom, int], repeats: int = 0, desk: Desk | None = None, name: str = "Test"
) -> EscalationPolicy:
    made = EscalationPolicy.objects.create(name=name, desk=desk, repeats=repeats)
    for position, (whom, minutes) in enumerate(steps):
        EscalationStep.objects.create(policy=made, position=position, whom=whom, minutes=minutes)
    return made


def page(cast: Cast, key: str = "ticket:1:filed", assignee: Agent | None = None) -> Page:
    facts = {"desk": cast.london, "subject": "Production down", "url": "/tickets/ABC-1/", "at": AT}
    return services.page_on_call(dedupe_key=key, assignee=assignee, **facts)  # type: ignore[arg-type]


def after(minutes: int) -> datetime:
    return AT + timedelta(minutes=minutes)


def called() -> list[str]:
    messages = OutboundMessage.objects.filter(kind="page").order_by("id")
    return [message.recipient.split("@")[0] for message in messages]


def test_each_step_waits_for_its_time_and_is_taken_once(cast: Cast, lead: Agent) -> None:  # noqa: ARG001
    policy((Whom.PRIMARY, 5), (Whom.LEADS, 10))
    page(cast)
    assert called() == ["ana"]
    assert services.advance_due(after(4)) == 0
    assert [services.advance_due(after(5)), services.advance_due(after(5))] == [1, 0]
    assert called() == ["ana", "lea"]
    services.advance_due(after(15))
    assert called() == ["ana", "lea", "fallback"]
    assert EscalationRun.objects.get().ending == "exhausted"
    assert services.advance_due(after(60)) == 0


def test_the_steps_begin_anew_as_often_as_the_policy_says(cast: Cast) -> None:
    policy((Whom.PRIMARY, 5), repeats=2)
    page(cast)
    for minutes in (5, 10, 15, 20):
        services.advance_due(after(minutes))
    assert called() == ["ana", "ana", "ana", "fallback"]


def test_a_step_that_reaches_nobody_is_not_waited_for_and_is_written_down(cast: Cast, lead: Agent) -> None:
    policy((Whom.SECONDARY, 5), (Whom.ASSIGNEE, 5), (Whom.LEADS, 5))
    assert page(cast).agent == lead
    rows = Attempt.objects.order_by("position").values_list("whom", "recipient")
    assert list(rows) == [("secondary", ""), ("assignee", ""), ("leads", "lea@vendor.example")]


def test_the_ticket_s_agent_the_second_on_call_and_duty_managers_are_called(cast: Cast, lead: Agent) -> None:
    second = Layer.objects.create(
        rotation=Rotation.objects.create(desk=cast.london, tier="secondary"), starts_on=AT.date() - timedelta(days=7)
    )
    RotationMember.objects.create(layer=second, agent=cast.tom, position=0)
    lead.user.groups.add(Group.objects.get_or_create(name="duty manager")[0])
    policy((Whom.ASSIGNEE, 5), (Whom.SECONDARY, 5), (Whom.DUTY_MANAGERS, 5))
    page(cast, assignee=cast.mei)
    for minutes in (5, 10):
        services.advance_due(after(minutes))
    assert called() == ["mei", "tom", "lea"]


def test_whoever_has_the_ticket_by_then_is_called(cast: Cast) -> None:
    policy((Whom.PRIMARY, 5), (Whom.ASSIGNEE, 5))
    page(cast, assignee=cast.ana)
    services.set_assignee(key="ticket:1", assignee=cast.tom)
    services.advance_due(after(5))
    assert list(Attempt.objects.order_by("position").values_list("agent__user__name", flat=True)) == ["Ana", "Tom"]


@pytest.mark.parametrize(("step", "because"), [(Whom.SECONDARY, "nobody_on_call"), (Whom.PRIMARY, "nobody_answered")])
def test_the_page_keeps_why_the_fallback_was_called(cast: Cast, step: Whom, because: str) -> None:
    policy((step, 5))
    made = page(cast)
    services.advance_due(after(5))
    (event,) = PageEvent.objects.filter(page=made)
    assert (event.code, event.data) == ("fallback_called", {"because": because})


def test_a_step_that_breaks_calls_the_fallback_and_says_so(cast: Cast, settings: Settings) -> None:
    policy((Whom.PRIMARY, 5))
    settings.PAGE_CHANNELS = {**settings.PAGE_CHANNELS, "mail": "oncall.gone.Mail"}
    made = page(cast)
    assert called() == ["fallback"]
    assert PageEvent.objects.get(page=made).data == {"because": "step_broke"}
    assert EscalationRun.objects.get().ending == "exhausted"


def test_who_is_away_is_not_called(cast: Cast) -> None:
    Absence.objects.create(agent=cast.ana, starts_at=AT - timedelta(hours=1), ends_at=AT + timedelta(hours=1))
    policy((Whom.PRIMARY, 5))
    assert page(cast).agent is None
    assert portfolio.on_call(cast.london, AT + timedelta(hours=1)) == cast.ana


def test_nobody_at_all_calls_the_fallback_at_once(cast: Cast) -> None:
    policy((Whom.SECONDARY, 5), (Whom.LEADS, 5), repeats=3)
    assert page(cast).agent is None
    assert called() == ["fallback"]


def test_a_change_of_the_policy_does_not_change_what_runs(cast: Cast, lead: Agent) -> None:  # noqa: ARG001
    made = policy((Whom.PRIMARY, 5), (Whom.LEADS, 5))
    page(cast)
    made.delete()
    services.advance_due(after(5))
    assert called() == ["ana", "lea"]


def test_the_policy_of_the_desk_goes_before_the_one_of_all(cast: Cast, lead: Agent) -> None:
    policy((Whom.PRIMARY, 5), name="All")
    policy((Whom.LEADS, 5), desk=cast.london, name="London")
    assert page(cast).agent == lead
    assert EscalationRun.objects.get().policy_name == "London"


def test_an_answer_and_a_first_reply_end_the_calls(cast: Cast) -> None:
    policy((Whom.PRIMARY, 5), repeats=5)
    services.acknowledge_page(page=page(cast), agent=cast.tom, at=AT)
    page(cast, "ticket:2:filed")
    page(cast, "ticket:20:filed")
    assert services.resolve_run(key="ticket:2", at=AT) == 1
    assert services.advance_due(after(5)) == 1
    endings = EscalationRun.objects.order_by("id").values_list("ending", flat=True)
    assert list(endings) == ["acknowledged", "resolved", ""]


def test_a_step_that_breaks_later_calls_the_fallback_and_the_others_go_on(cast: Cast, lead: Agent) -> None:  # noqa: ARG001
    policy((Whom.PRIMARY, 5), (Whom.LEADS, 5))
    page(cast)
    page(cast, "ticket:2:filed")
    broken = EscalationRun.objects.order_by("id")[0]
    EscalationRun.objects.filter(pk=broken.pk).update(steps=[["primary"], ["leads"]])
    assert services.advance_due(after(5)) == 2
    assert sorted(called()) == ["ana", "ana", "fallback", "lea"]
    (story,) = portfolio.stories("ticket:1", cast.ana.user)
    assert story.why_fallback == "A step could not be taken: the fallback address was called."


def test_every_attempt_is_told_with_its_result(cast: Cast) -> None:
    policy((Whom.SECONDARY, 5), (Whom.PRIMARY, 5))
    page(cast)
    attempt = Attempt.objects.get(recipient="ana@vendor.example")
    services.record_delivered(delivery=attempt.deliveries.get(), at=after(1))
    (story,) = portfolio.stories("ticket:1", cast.ana.user)
    assert [(each.whom, each.sent_at) for each in story.attempts] == [("secondary", None), ("primary", after(1))]
    assert portfolio.stories("ticket:1", cast.mei.user) == []


def link(mailoutbox: list[object]) -> str:
    send_mail(OutboundMessage.objects.filter(kind="page").latest("id"))
    return str(re.findall(r"/on-call/calls/[^/\s]+/", mailoutbox[-1].body)[0])  # type: ignore[attr-defined]


@pytest.mark.usefixtures("night")
def test_looking_at_the_link_of_the_mail_answers_nothing_and_a_post_does(cast: Cast, mailoutbox: list[object]) -> None:
    made, client = page(cast), Client()
    address = link(mailoutbox)
    assert address.split("/")[3] not in str(Delivery.objects.values_list("token_hash", flat=True))
    assert "Production down" in client.get(address).content.decode()
    made.refresh_from_db()
    assert made.acknowledged_at is None
    assert "Ana has it." in client.post(address, follow=True).content.decode()
    made.refresh_from_db()
    assert made.acknowledged_by == cast.ana
    assert EscalationRun.objects.get().ending == "acknowledged"


def test_a_link_answers_for_its_agent_only_while_that_one_may_log_in(cast: Cast, mailoutbox: list[object]) -> None:
    page(cast)
    address = link(mailoutbox)
    cast.ana.user.is_active = False
    cast.ana.user.save(update_fields=["is_active"])
    assert Client().get(address).status_code == 404
    assert Client().post(reverse("oncall:call", args=["guess"])).status_code == 404


def test_the_fallback_is_told_that_nobody_answered(cast: Cast, mailoutbox: list[object]) -> None:
    policy((Whom.PRIMARY, 5))
    page(cast)
    services.advance_due(after(5))
    send_mail(OutboundMessage.objects.filter(kind="page").latest("id"))
    assert mailoutbox[-1].subject == "Nobody answered at London desk: Production down"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("manned", "position", "repeats", "step"),
    [
        ([True, True], 0, 0, 0),
        ([False, True], 0, 0, 1),
        ([True, False], 1, 0, None),
        ([True, False], 1, 1, 2),
        ([False, False], 0, 9, None),
        ([], 0, 3, None),
    ],
)
def test_the_next_step_is_the_first_that_reaches_somebody(
    manned: list[bool], position: int, repeats: int, step: int | None
) -> None:
    assert next_manned(manned, position, repeats) == step
