"""An agent's own devices and ways: added, tried and removed by the agent alone."""

import base64
import binascii
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Agent
from common.outbound import UnableToReach, checked
from common.refusal import Unable
from oncall import portfolio
from oncall.models import Delivery, Device, Way
from oncall.portfolio import Reach
from oncall.services import channels, delivery

MOST_DEVICES: Final = 10
MOST_WAYS: Final = 12
TESTS_PER_HOUR: Final = 20
LONGEST: Final = 600
POINT, SECRET = 65, 16
"""How many bytes the two keys of a subscription have (RFC 8291)."""


class UnableToReachAgent(Unable):
    """Codes: "not-a-subscription", "many-devices", "many-ways", "way-twice", "not-ready", "many-tests"."""


@transaction.atomic
def add_device(*, agent: Agent, name: str, endpoint: str, p256dh: str, auth: str, at: datetime) -> Device:
    """Wake `agent` through the browser that subscribed; the same browser again is the same device, renamed.

    A browser that another agent used is that agent's no more.

    Raises:
        UnableToReachAgent: with "not-a-subscription" or "many-devices".
    """
    _check_subscription(endpoint, p256dh, auth)
    Agent.objects.select_for_update().get(pk=agent.pk)
    held = Device.objects.open().filter(endpoint=endpoint)
    if held.filter(agent=agent).update(name=name, p256dh=p256dh, auth=auth):
        return held.get()
    held.update(ended_at=at, ending=Device.Ending.MOVED)
    if Device.objects.open().filter(agent=agent).count() >= MOST_DEVICES:
        raise UnableToReachAgent("many-devices", (str(MOST_DEVICES),))
    return Device.objects.create(agent=agent, name=name, endpoint=endpoint, p256dh=p256dh, auth=auth, added_at=at)


def remove_device(*, device: Device, at: datetime) -> None:
    """Call the device no more."""
    Device.objects.open().filter(pk=device.pk).update(ended_at=at, ending=Device.Ending.REMOVED)


@transaction.atomic
def add_way(*, agent: Agent, channel: str, phone: str, minutes: int) -> Way:
    """Reach `agent` by one more way.

    Raises:
        UnableToReachAgent: with "not-ready", "way-twice" or "many-ways".
    """
    if not channels.is_ready(channel):
        raise UnableToReachAgent("not-ready")
    Agent.objects.select_for_update().get(pk=agent.pk)
    if agent.ways.filter(channel=channel, phone=phone, minutes=minutes).exists():
        raise UnableToReachAgent("way-twice")
    if agent.ways.count() >= MOST_WAYS:
        raise UnableToReachAgent("many-ways", (str(MOST_WAYS),))
    return Way.objects.create(agent=agent, channel=channel, phone=phone, minutes=minutes)


def remove_way(*, way: Way) -> None:
    """Reach the agent by that way no more; without any it is reached as before it chose."""
    Way.objects.filter(pk=way.pk).delete()


@transaction.atomic
def try_out(*, agent: Agent, at: datetime, device: Device | None = None) -> list[Delivery]:
    """Send a test to `device`, or at once by every way that reaches the agent; it is no page and wakes nobody else.

    Raises:
        UnableToReachAgent: with "many-tests".
    """
    Agent.objects.select_for_update().get(pk=agent.pk)
    if Delivery.objects.filter(agent=agent).tests_since(at - timedelta(hours=1)).count() >= TESTS_PER_HOUR:
        raise UnableToReachAgent("many-tests", (str(TESTS_PER_HOUR),))
    found = [each for each in portfolio.reaches(agent) if device is None or each.device == device]
    places = {(each.channel, each.address): each for each in found if channels.is_ready(each.channel)}
    facts = {
        "desk": gettext("Your devices"),
        "subject": gettext("TEST: this shows that you can be reached"),
        "is_drill": True,
        "url": reverse("oncall:devices"),
        "on_call": str(agent),
        "nobody_answered": False,
        "paged_at": at.isoformat(),
        "zone": str(agent.user.zone),
        "language": agent.user.language,
    }
    return [
        delivery.owe_test(
            agent=agent, reach=Reach(each.channel, each.address, 0, each.device, each.webhook), facts=facts, at=at
        )
        for each in places.values()
    ]


def _check_subscription(endpoint: str, p256dh: str, auth: str) -> None:
    """Refuse what no browser sends; whether the address may be reached is seen when it is."""
    try:
        checked(endpoint)
        point, secret = (base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) for text in (p256dh, auth))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except (UnableToReach, binascii.Error, ValueError):
        raise UnableToReachAgent("not-a-subscription") from None
    if len(point) != POINT or len(secret) != SECRET or len(endpoint) > LONGEST:
        raise UnableToReachAgent("not-a-subscription")
