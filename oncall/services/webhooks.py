"""Signed webhooks: made with a secret of their own, ended, and never changed."""

from datetime import datetime
from secrets import token_hex

from django.db import transaction

from oncall.models import Webhook
from oncall.querysets import WebhookQuerySet
from oncall.services.channels import secret_of


@transaction.atomic
def make_webhook(*, webhook: Webhook, at: datetime) -> str:
    """Store a new webhook, and answer the secret that signs what it is sent: it is shown this once."""
    webhook.salt, webhook.made_at = token_hex(16), at
    webhook.save()
    return secret_of(webhook)


@transaction.atomic
def end_webhooks(*, webhooks: WebhookQuerySet, at: datetime) -> int:
    """Tell them no more, and answer how many that are; what they were told stays written down."""
    return webhooks.filter(ended_at=None).update(ended_at=at)
