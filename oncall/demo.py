"""The rotations of the demo world: the agents of a desk take turns, a week each."""

from datetime import datetime, timedelta

from accounts.models import Agent
from catalog.models import Desk
from oncall.models import Page, Rotation, RotationMember
from oncall.services import acknowledge_page

WEEKS_BACK = 8


def load_rotations(at: datetime) -> None:
    """Give every desk a rotation of its agents that began some weeks before `at`, on a Monday."""
    for desk in Desk.objects.order_by("id"):
        monday = at.date() - timedelta(days=at.weekday(), weeks=WEEKS_BACK)
        rotation, _ = Rotation.objects.get_or_create(desk=desk, defaults={"starts_on": monday})
        agents = Agent.objects.current().filter(memberships__desk=desk).order_by("user__email")
        for position, agent in enumerate(agents):
            RotationMember.objects.get_or_create(rotation=rotation, position=position, defaults={"agent": agent})


def answer_calls(at: datetime) -> None:
    """Let the agents who were called before the last twelve hours have answered after six minutes."""
    for page in Page.objects.filter(paged_at__lt=at - timedelta(hours=12)).select_related("agent"):
        if page.agent:
            acknowledge_page(page=page, agent=page.agent, at=page.paged_at + timedelta(minutes=6))
