"""The rotations of the demo world: the agents of a desk take turns, a week each."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Agent
from accounts.services import plan_absence
from catalog.models import Desk
from oncall import rules, services
from oncall.models import (
    Delivery,
    Device,
    DrillPlan,
    EscalationPolicy,
    EscalationStep,
    Layer,
    Page,
    Rotation,
    RotationMember,
    Way,
    Whom,
)

Tier = Rotation.Tier

WEEKS_BACK = 8
NUMBER = "+442079460123"
"""One that is kept for stories."""


def load_rotations(at: datetime) -> None:
    """Give every desk rotations that began some weeks before `at`, an override and a swap that waits.

    Agents take a week each; the leads are second, and take the weekend nights first.
    """
    load_policy()
    monday = at.date() - timedelta(days=at.weekday(), weeks=WEEKS_BACK)
    for desk in Desk.objects.order_by("id"):
        agents = list(Agent.objects.current().filter(memberships__desk=desk).order_by("user__email"))
        primary = _rotation(desk, Tier.PRIMARY, monday, agents)
        _rotation(desk, Tier.SECONDARY, monday, agents[1:] or agents)
        if len(agents) > 1 and not primary.events.exists():
            _change(primary, agents[0], agents[1], at)


def load_leave(at: datetime) -> None:
    """Let the lead of Los Angeles plan days off in a week of its own, and keep an engineer of London for an upgrade.

    Nobody is on call there then, in hours that two customers bought.
    """
    lead = Agent.objects.select_related("user").get(user__email="lead.amer@vendor.example")
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    starts_at = midnight + timedelta(days=2 - at.weekday(), weeks=3)
    if lead.absences.filter(starts_at=starts_at).exists():
        return
    plan_absence(
        agent=lead, starts_at=starts_at, ends_at=starts_at + timedelta(days=3), actor=lead.user, at=at, note="Training"
    )
    engineer = Agent.objects.select_related("user").get(user__email="agent.emea@vendor.example")
    begins = midnight + timedelta(days=8, hours=19)
    title = "Upgrade of Meridian Server for Longterm Rail"
    services.reserve(
        agent=engineer,
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        key="demo:upgrade",
        title=title,
        actor=lead.user,
        at=at,
    )


def load_policy() -> None:
    """Whoever is on call first, then the second, then the leads: after five and ten minutes."""
    policy, is_new = EscalationPolicy.objects.get_or_create(desk=None, package=None, defaults={"name": "Every desk"})
    for position, (whom, minutes) in enumerate(((Whom.PRIMARY, 5), (Whom.SECONDARY, 10), (Whom.LEADS, 10))):
        if is_new:
            EscalationStep.objects.create(policy=policy, position=position, whom=whom, minutes=minutes)


def _rotation(desk: Desk, tier: Tier, monday: date, agents: list[Agent]) -> Rotation:
    rotation, is_new = Rotation.objects.get_or_create(desk=desk, tier=tier)
    if is_new:
        _layer(rotation, agents, name="Weeks", starts_on=monday)
        if tier == Tier.PRIMARY:
            nights = {"days": 1, "weekdays": "56", "from_minute": 20 * 60, "to_minute": 8 * 60}
            _layer(rotation, agents[1:], name="Weekend nights", position=1, starts_on=monday, **nights)
    return rotation


def _layer(rotation: Rotation, agents: list[Agent], **rule: Any) -> None:
    layer = Layer.objects.create(rotation=rotation, **rule)
    for position, agent in enumerate(agents):
        RotationMember.objects.create(layer=layer, position=position, agent=agent)


def _change(rotation: Rotation, agent: Agent, lead: Agent, at: datetime) -> None:
    """The lead puts the agent on call for a day next week, and is asked by it to take another one."""
    day = (at + timedelta(days=9)).replace(hour=8, minute=0, second=0, microsecond=0)
    until = day + timedelta(days=1)
    services.set_override(
        rotation=rotation, agent=agent, starts_at=day, ends_at=until, actor=lead, at=at, reason="Dentist."
    )
    services.ask_swap(
        rotation=rotation, asked_by=agent, asked_of=lead, starts_at=day, ends_at=until, at=at, note="A concert."
    )


def answer_calls(at: datetime) -> None:
    """Let the agents who were called before the last twelve hours have answered after six minutes."""
    for page in Page.objects.filter(paged_at__lt=at - timedelta(hours=12)).select_related("agent"):
        if page.agent:
            services.acknowledge_page(page=page, agent=page.agent, at=page.paged_at + timedelta(minutes=6))


def load_ways(at: datetime) -> None:
    """Let London's agent be mailed and texted at once and called after three minutes; its old phone is gone.

    London and Los Angeles have a fire drill a week, and London's last one was sent.
    """
    agent = Agent.objects.get(user__email="agent.emea@vendor.example")
    for channel, phone, minutes in (("mail", "", 0), ("sms", NUMBER, 0), ("voice", NUMBER, 3)):
        Way.objects.get_or_create(agent=agent, channel=channel, phone=phone, minutes=minutes)
    old = {"name": "Old phone", "p256dh": "-", "auth": "-", "added_at": at - timedelta(weeks=30)}
    gone = {"ended_at": at - timedelta(days=2), "ending": Device.Ending.GONE}
    Device.objects.get_or_create(agent=agent, endpoint="https://192.0.2.1/old-phone", defaults={**old, **gone})
    for code, weekday in (("emea", 1), ("amer", 3)):
        DrillPlan.objects.get_or_create(desk=Desk.objects.get(code=code), defaults={"weekday": weekday})
    services.drill_due(rules.last_weekly("Europe/London", 1, 10 * 60, at - timedelta(hours=12)))


def prove_ways() -> None:
    """Let the first mail of each answered drill have been answered by its link."""
    for page in Page.objects.filter(kind=Page.Kind.DRILL, acknowledged_at__isnull=False):
        sent = Delivery.objects.filter(attempt__run__page=page, channel="mail", agent=page.acknowledged_by)
        Delivery.objects.filter(pk__in=list(sent.values_list("pk", flat=True)[:1])).update(
            answered_at=page.acknowledged_at
        )
