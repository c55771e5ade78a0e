"""Calendar feeds: a secret address for a contact, shown once, renewed and revoked at will."""

from datetime import datetime

from django.db import transaction

from accounts.models import Contact
from common.feeds import hashed, new_token
from entitlements.models import CoverageFeed


@transaction.atomic
def open_feed(*, contact: Contact, at: datetime) -> str:
    """Give `contact` a feed in place of the one it has, and answer its token: it is not kept and never shown again."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    revoke_feed(contact=contact, at=at)
    token = new_token()
    CoverageFeed.objects.create(contact=contact, token_hash=hashed(token), created_at=at)
    return token


def revoke_feed(*, contact: Contact, at: datetime) -> bool:
    """Let the feed of `contact` answer no more; False when there was none."""
    return CoverageFeed.objects.filter(contact=contact, revoked_at=None).update(revoked_at=at) > 0


def feed_of(token: str) -> CoverageFeed | None:
    """The open feed that `token` names, with its contact; None when unknown, revoked, or its contact is gone."""
    feeds = CoverageFeed.objects.open().select_related("contact__user", "contact__organization", "contact__home_region")
    return feeds.filter(token_hash=hashed(token)).first()
