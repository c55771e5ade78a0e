"""Each thing that is sent to reach somebody: owed with the call, handed over by the worker, and what came of it.

The outbox tries it and tries it again; every try is written down. What has become needless meanwhile is not sent.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from accounts.models import Agent
from common.feeds import hashed, new_token
from common.outbound import UnableToReach
from oncall import portfolio, rules
from oncall.models import Attempt, ChannelCode, Delivery, DeliveryTry, Device, EscalationRun, Page, Webhook
from oncall.portfolio import Reach
from oncall.services import channels
from oncall.services.channels.calls import is_final
from outbox import rules as outbox_rules
from outbox import services as outbox
from outbox.models import OutboundMessage

MAIL: Final = "oncall/mail/page"
GONE_MAIL: Final = "oncall/mail/device_gone"
LINK_LASTS: Final = timedelta(hours=24)
Result = Delivery.Result
OVER: Final = (EscalationRun.Ending.ACKNOWLEDGED, EscalationRun.Ending.RESOLVED)


def owe_calls(*, attempt: Attempt, facts: Mapping[str, Any], at: datetime) -> None:
    """Owe all that reaches the agent of a new call, and what the webhooks of the desk are told; in its transaction.

    Without an agent it is a mail to the address of the attempt. What cannot be reached by any other way gets a mail.
    """
    agent = attempt.agent
    if agent is None:
        found = [Reach(ChannelCode.MAIL, attempt.recipient)]
    else:
        found = [each for each in portfolio.reaches(agent) if channels.is_ready(each.channel)]
        found = found or [portfolio.by_mail(agent)]
    for reach in found:
        _owe(attempt, agent, reach, facts, at)
    for reach in portfolio.told(attempt.run.page.desk):  # whoever reads along answers for nobody: no link
        _owe(attempt, None, reach, facts, at)


def owe_test(*, agent: Agent, reach: Reach, facts: Mapping[str, Any], at: datetime) -> Delivery:
    """Owe a test that `agent` asked for; in the caller's transaction."""
    return _owe(None, agent, reach, facts, at)


def _owe(
    attempt: Attempt | None, agent: Agent | None, reach: Reach, facts: Mapping[str, Any], at: datetime
) -> Delivery:
    """Store the delivery and its message."""
    token = new_token() if agent else ""
    delivery = Delivery.objects.create(
        attempt=attempt,
        agent=agent,
        channel=reach.channel,
        address=reach.address,
        device=reach.device,
        webhook=reach.webhook,
        minutes=reach.minutes,
        made_at=at,
        due_at=at + timedelta(minutes=reach.minutes),
        token_hash=hashed(token) if token else "",
    )
    outbox.page(
        name=MAIL,
        recipient=reach.address if reach.channel == ChannelCode.MAIL else rules.masked(reach.address),
        payload={**facts, "delivery": delivery.pk, "secret": _secret(token)},
        dedupe_key=f"page:{attempt.run.page_id if attempt else 'test'}:{delivery.pk}",
        at=at,
        due_at=delivery.due_at,
    )
    return delivery


def _secret(token: str) -> dict[str, str]:
    return {"url": reverse("oncall:call", args=[token])} if token else {}


def deliver(*, message: OutboundMessage, at: datetime) -> None:
    """Hand over one delivery, and write down what came of it.

    Raises:
        NotReadableError: when it is not needed any more, or will never be taken: it is not tried again.
        NotYetError: when the other side asks to be left alone for a while.
        Exception: whatever went wrong; it is tried again later.
    """
    delivery = _delivery_of(message)
    if delivery.result == Result.SENT:
        return
    if reason := _needless(delivery):
        _end(delivery, Result.SPARED, at)
        raise outbox.NotReadableError(reason)
    try:
        receipt = channels.channel(delivery.channel).send(_call(delivery, message, at))
    except (channels.UnableToDeliver, UnableToReach) as refusal:
        _refused(delivery, message, refusal, at)
    except Exception as error:
        _note(delivery, at, code="broken", words=f"{type(error).__name__}: {error}")
        if message.attempts >= outbox_rules.most_attempts(message.kind):
            _fail(delivery, Result.FAILED, message, at)
        raise
    else:
        DeliveryTry.objects.create(delivery=delivery, at=at, is_accepted=True, provider_id=receipt.provider_id)
        record_delivered(delivery=delivery, at=at)


def record_delivered(*, delivery: Delivery, at: datetime) -> None:
    """Note that the call left the house: on the delivery, the attempt and the page; the first time counts."""
    _end(delivery, Result.SENT, at)
    attempt = delivery.attempt
    if attempt is not None and delivery.channel != ChannelCode.WEBHOOK:
        Attempt.objects.filter(pk=attempt.pk, sent_at=None).update(sent_at=at)
        Page.objects.filter(pk=attempt.run.page_id, sent_at=None).update(sent_at=at)


def count_as_sent(*, message: OutboundMessage, by: str = "demo") -> None:
    """Take a call for sent at the instant it was due, as `by` says: in a world that no worker delivers from."""
    delivery = _delivery_of(message)
    DeliveryTry.objects.create(delivery=delivery, at=message.due_at, is_accepted=True, provider_id=f"{by}-{message.pk}")
    record_delivered(delivery=delivery, at=message.due_at)


def spare(*, pages: Iterable[int], at: datetime) -> None:
    """Send nothing else about `pages`: somebody has them, or the customer was answered."""
    waiting = Delivery.objects.waiting().filter(attempt__run__page__in=list(pages))
    waiting.update(result=Result.SPARED, ended_at=at)


def _delivery_of(message: OutboundMessage) -> Delivery:
    """The delivery that a message carries; one from before there were several channels names its attempt."""
    found = Delivery.objects.select_related("attempt__run__page__desk", "agent__user", "device", "webhook")
    said = message.payload
    return found.get(pk=said["delivery"]) if "delivery" in said else found.get(attempt=said["attempt"])


def _needless(delivery: Delivery) -> str:
    """Why it is not sent any more; empty when it is."""
    if delivery.result == Result.SPARED or (delivery.attempt and delivery.attempt.run.ending in OVER):
        return "Somebody has answered."
    if delivery.agent and not delivery.agent.user.is_active:
        return "The agent may not log in any more."
    if delivery.device and delivery.device.ended_at:
        return "The device is called no more."
    return ""


def _call(delivery: Delivery, message: OutboundMessage, at: datetime) -> channels.Call:
    said, base = message.payload, settings.BASE_URL.rstrip("/")
    link = said.get("secret", {}).get("url", "")
    return channels.Call(
        key=message.dedupe_key,
        recipient=delivery.address,
        subject=said["subject"],
        desk=said["desk"],
        url=base + said["url"],
        link=base + link if link else "",
        language=said["language"],
        at=at,
        message=message,
        device=delivery.device,
        webhook=delivery.webhook,
    )


def _refused(
    delivery: Delivery, message: OutboundMessage, refusal: channels.UnableToDeliver | UnableToReach, at: datetime
) -> None:
    """Note the refusal; one for good ends the delivery, another one is tried again."""
    _note(delivery, at, code=refusal.code, words=" ".join(refusal.reasons))
    if is_final(refusal):
        _fail(delivery, Result.GONE if refusal.code == "gone" else Result.FAILED, message, at)
        raise outbox.NotReadableError(f"It will not be taken: {refusal}") from refusal
    if message.attempts >= outbox_rules.most_attempts(message.kind):
        _fail(delivery, Result.FAILED, message, at)
    after = getattr(refusal, "after", None)
    if after is not None:
        raise outbox.NotYetError(after, str(refusal)) from refusal
    raise refusal


def _note(delivery: Delivery, at: datetime, *, code: str, words: str) -> None:
    DeliveryTry.objects.create(delivery=delivery, at=at, is_accepted=False, code=code, words=words[:300])


def _end(delivery: Delivery, result: str, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).exclude(result=Result.SENT).update(result=result, ended_at=at)


def _fail(delivery: Delivery, result: str, message: OutboundMessage, at: datetime) -> None:
    """End it; whoever is reached by nothing else gets a mail, and an agent is told of a device that is gone."""
    _end(delivery, result, at)
    if result == Result.GONE:
        _forget(delivery, at)
    attempt, agent = delivery.attempt, delivery.agent
    if attempt is None or agent is None:
        return
    others = attempt.deliveries.filter(agent=agent, result__in=[Result.WAITING, Result.SENT])
    by_mail = portfolio.by_mail(agent)
    mailed = attempt.deliveries.filter(channel=by_mail.channel, address=by_mail.address, minutes=0)
    if not others.exists() and not mailed.exists():
        facts = {name: value for name, value in message.payload.items() if name not in {"delivery", "secret"}}
        _owe(attempt, agent, by_mail, facts, at)


def _forget(delivery: Delivery, at: datetime) -> None:
    """Call a device or a webhook that is gone no more, and tell the agent of the device."""
    if delivery.webhook:
        Webhook.objects.filter(pk=delivery.webhook.pk, ended_at=None).update(ended_at=at)
    device, agent = delivery.device, delivery.agent
    if device is None or agent is None:
        return
    if Device.objects.open().filter(pk=device.pk).update(ended_at=at, ending=Device.Ending.GONE):
        outbox.mail(
            name=GONE_MAIL,
            recipient=agent.user.email,
            payload={
                "notice": "page",
                "reader": str(agent),
                "device": device.name,
                "url": reverse("oncall:devices"),
                "language": agent.user.language,
            },
            dedupe_key=f"device-gone:{device.pk}",
            at=at,
        )
