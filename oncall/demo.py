"""The rotations of the demo world: the agents of a desk take turns, a week each."""

from datetime import datetime, timedelta

from accounts.models import Agent
from catalog.models import Desk
from oncall.models import Rotation, RotationMember

WEEKS_BACK = 8


def load_rotations(at: datetime) -> None:
    """Give every desk a rotation of its agents that began some weeks before `at`, on a Monday."""
    for desk in Desk.objects.order_by("id"):
        monday = at.date() - timedelta(days=at.weekday(), weeks=WEEKS_BACK)
        rotation, _ = Rotation.objects.get_or_create(desk=desk, defaults={"starts_on": monday})
        agents = Agent.objects.current().filter(memberships__desk=desk).order_by("user__email")
        for position, agent in enumerate(agents):
            RotationMember.objects.get_or_create(rotation=rotation, position=position, defaults={"agent": agent})
