"""Two desks: London's rotation has two agents, Hong Kong's desk has no rotation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts.models import Agent, DeskMembership, User
from catalog.models import Desk, Region
from oncall.models import Layer, Rotation, RotationMember
from tests.world import standing_clock


@dataclass(frozen=True)
class Cast:
    """Who and what the tests of this folder play with."""

    london: Desk
    hong_kong: Desk
    ana: Agent
    tom: Agent
    mei: Agent
    customer: User

    @property
    def rotation(self) -> Rotation:
        """London's."""
        return Rotation.objects.select_related("desk__region").get(desk=self.london)


def make_desk(code: str, zone: str) -> Desk:
    region = Region.objects.create(code=f"region-{code}", name=code.title(), city=code.title(), zone=zone)
    return Desk.objects.create(code=f"desk-{code}", name=f"{code.title()} desk", region=region)


def make_agent(name: str, desk: Desk) -> Agent:
    user = User.objects.create_user(f"{name}@vendor.example", name=name.title(), zone=str(desk.region.zone))
    agent = Agent.objects.create(user=user)
    DeskMembership.objects.create(agent=agent, desk=desk)
    return agent


@pytest.fixture
def night(tmp_path: Path) -> Iterator[None]:
    """The clock of the pages stands at three in the morning of Ana's week."""
    with standing_clock(tmp_path / "clock.json", datetime(2026, 11, 4, 3, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - its rows live there
    """London's rotation began on 2 November 2026 at 09:00 there: Ana's week, then Tom's."""
    london, hong_kong = make_desk("london", "Europe/London"), make_desk("hongkong", "Asia/Hong_Kong")
    ana, tom, mei = make_agent("ana", london), make_agent("tom", london), make_agent("mei", hong_kong)
    layer = Layer.objects.create(rotation=Rotation.objects.create(desk=london), starts_on=date(2026, 11, 2))
    for position, agent in enumerate((ana, tom)):
        RotationMember.objects.create(layer=layer, agent=agent, position=position)
    customer = User.objects.create_user("customer@abc.example", name="Customer")
    return Cast(london, hong_kong, ana, tom, mei, customer)
