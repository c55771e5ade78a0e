"""The ways in which an agent is reached, as it chose them or as they are without a choice."""

from dataclasses import dataclass

from accounts.models import Agent
from catalog.models import Desk
from oncall.models import ChannelCode, Device, Way, Webhook


@dataclass(frozen=True)
class Reach:
    """One thing to send: by which channel, where to, and how many minutes after the call if nobody answered."""

    channel: str
    address: str
    minutes: int = 0
    device: Device | None = None
    webhook: Webhook | None = None


def reaches(agent: Agent) -> list[Reach]:
    """What is sent to call `agent`, the first one first: its choice, or a mail and every device at once."""
    chosen = list(agent.ways.all())
    devices = [_device(each) for each in Device.objects.filter(agent=agent).open()]
    webhooks = [_webhook(each) for each in Webhook.objects.filter(agent=agent).open()]
    if not chosen:
        return [by_mail(agent), *devices, *webhooks]
    own = {ChannelCode.PUSH: devices, ChannelCode.WEBHOOK: webhooks, ChannelCode.MAIL: [by_mail(agent)]}
    found = [
        Reach(each.channel, each.address, way.minutes, each.device, each.webhook)
        for way in sorted(chosen, key=lambda way: (way.minutes, way.pk))
        for each in own.get(ChannelCode(way.channel), [_number(way)])
    ]
    return list(dict.fromkeys(found))


def by_mail(agent: Agent) -> Reach:
    """The mail that reaches an agent when nothing else does."""
    return Reach(ChannelCode.MAIL, agent.user.email)


def told(desk: Desk) -> list[Reach]:
    """The webhooks of a desk, which are told of each call."""
    return [_webhook(each) for each in Webhook.objects.filter(desk=desk).open()]


def _device(device: Device) -> Reach:
    return Reach(ChannelCode.PUSH, f"device:{device.pk}", device=device)


def _webhook(webhook: Webhook) -> Reach:
    return Reach(ChannelCode.WEBHOOK, f"webhook:{webhook.pk}", webhook=webhook)


def _number(way: Way) -> Reach:
    return Reach(way.channel, str(way.phone))
