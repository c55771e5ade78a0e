"""How agents are reached, each thing that was sent to reach one, and every try of it."""

from urllib.parse import urlsplit

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.models import Agent
from catalog.models import Desk
from oncall import rules
from oncall.models.calls import Attempt
from oncall.querysets.delivery import DeliveryQuerySet, DeviceQuerySet, WayQuerySet, WebhookQuerySet


class ChannelCode(models.TextChoices):
    """What wakes somebody."""

    PUSH = "push", _("push to a device")
    SMS = "sms", _("text message")
    VOICE = "voice", _("voice call")
    MAIL = "mail", _("mail")
    WEBHOOK = "webhook", _("webhook")


class Device(models.Model):
    """A browser of an agent that agreed to be woken (Web Push)."""

    class Ending(models.TextChoices):
        """Why it is called no more."""

        REMOVED = "removed", _("removed")
        GONE = "gone", _("gone")
        MOVED = "moved", _("used by another agent")

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(_("name"), max_length=60)
    endpoint = models.CharField(max_length=600)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    added_at = models.DateTimeField(_("added"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending = models.CharField(_("because"), max_length=8, choices=Ending, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            models.UniqueConstraint(fields=["endpoint"], condition=Q(ended_at=None), name="oncall_device_of_one_agent"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="oncall_device_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Webhook(models.Model):
    """An address of an agent, or of a desk, that is told of each page; what it is told is signed.

    The secret is derived from `salt` and the portal's own key, so that no copy of the database holds it.
    """

    agent = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.CASCADE, related_name="page_webhooks")
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="page_webhooks")
    url = models.URLField(_("address"), max_length=300)
    salt = models.CharField(max_length=32, editable=False)
    made_at = models.DateTimeField(_("made"), editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(agent=None, desk__isnull=False) | Q(agent__isnull=False, desk=None),
                name="oncall_webhook_of_an_agent_or_a_desk",
                violation_error_message=_("Choose an agent or a desk, one of the two."),
            )
        ]

    def __str__(self) -> str:
        return self.url


class Way(models.Model):
    """A way to reach an agent, tried some minutes after a call when nobody has answered it by then."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="ways")
    channel = models.CharField(_("channel"), max_length=8, choices=ChannelCode)
    phone = PhoneNumberField(_("phone number"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0, validators=[MaxValueValidator(60)])

    objects = WayQuerySet.as_manager()

    class Meta:
        verbose_name = _("way to reach an agent")
        verbose_name_plural = _("ways to reach agents")
        constraints = [
            models.UniqueConstraint(fields=["agent", "channel", "phone", "minutes"], name="oncall_way_once"),
            models.CheckConstraint(
                condition=Q(channel__in=["sms", "voice"]) & ~Q(phone="")
                | ~Q(channel__in=["sms", "voice"]) & Q(phone=""),
                name="oncall_way_with_a_number_to_call",
            ),
            models.CheckConstraint(condition=Q(minutes__lte=60), name="oncall_way_within_an_hour"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.minutes}"


class Delivery(models.Model):
    """One thing sent to reach somebody, by one channel; without an attempt it is a test that its agent asked for.

    `address` is where it went: a mail address, a number, a device or a webhook by its number. `result` follows the
    tries. `token_hash` is of the link in it; `answered_at` is when that link was used.
    """

    class Result(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("not sent yet")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        GONE = "gone", _("gone")
        SPARED = "spared", _("not needed any more")

    attempt = models.ForeignKey(Attempt, null=True, on_delete=models.PROTECT, related_name="deliveries")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=8, choices=ChannelCode)
    address = models.CharField(_("address"), max_length=320)
    device = models.ForeignKey(Device, null=True, on_delete=models.PROTECT, related_name="deliveries")
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.PROTECT, related_name="deliveries")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=0)
    made_at = models.DateTimeField(_("made"))
    due_at = models.DateTimeField(_("due"))
    result = models.CharField(_("result"), max_length=8, choices=Result, default=Result.WAITING)
    ended_at = models.DateTimeField(_("ended"), null=True)
    token_hash = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "channel", "address", "minutes"], name="oncall_delivered_once_a_way"
            ),
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="oncall_link_once"),
            models.CheckConstraint(
                condition=Q(result="waiting", ended_at=None) | ~Q(result="waiting") & Q(ended_at__isnull=False),
                name="oncall_delivery_waits_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.place}"

    @property
    def place(self) -> str:
        """Where it went, as it is shown: a device's name, a webhook's host, what is left of an address when masked."""
        if self.device is not None:
            return self.device.name
        if self.webhook is not None:
            return urlsplit(self.webhook.url).hostname or ""
        return rules.masked(self.address)


class DeliveryTry(models.Model):
    """One try of a delivery: what the other side named it, or in which words it was refused."""

    class Code(models.TextChoices):
        """Why it was not taken."""

        GONE = "gone", _("the other side knows it no more")
        REFUSED = "refused", _("the other side refused it")
        NOT_READY = "not-ready", _("the channel is not set up")
        BUSY = "busy", _("the other side asked to wait")
        BROKEN = "broken", _("it failed on the way")
        UNREADABLE = "unreadable", _("the answer could not be read")
        NOT_AN_ADDRESS = "not-an-address", _("it is not an address")
        NOT_HTTPS = "not-https", _("it is not encrypted")
        UNRESOLVED = "unresolved", _("the name is not known")
        NOT_PUBLIC = "not-public", _("the address is not on the public internet")
        UNREACHABLE = "unreachable", _("nobody answers there")
        TOO_SLOW = "too-slow", _("the answer took too long")
        TOO_LARGE = "too-large", _("the answer was too large")

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(_("tried"))
    is_accepted = models.BooleanField(_("accepted"))
    provider_id = models.CharField(_("named by the other side"), max_length=200, blank=True)
    code = models.CharField(_("because"), max_length=20, choices=Code, blank=True)
    words = models.CharField(_("words"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("try of a delivery")
        verbose_name_plural = _("tries of deliveries")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.code}"
