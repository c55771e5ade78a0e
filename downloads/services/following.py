"""Who is told what is published of a product."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Product
from downloads.models import Follow, Release


@transaction.atomic
def follow(*, product: Product, person: User, at: datetime) -> Follow:
    """Have the person told of the product's releases; a second time changes nothing."""
    made = {"at": at, "token": secrets.token_urlsafe(32)}
    return Follow.objects.get_or_create(product=product, person=person, defaults=made)[0]


@transaction.atomic
def unfollow(*, product: Product, person: User) -> None:
    """Tell the person no more."""
    Follow.objects.filter(product=product, person=person).delete()


def follow_of(token: str) -> Follow | None:
    """What somebody follows who holds the secret of a mail."""
    return Follow.objects.select_related("product", "person").filter(token=token).first()


def may_read(key: str, email: str) -> bool:
    """Whether the person with that address may know of the release with the row `key` now, as a mail tells it."""
    reader = User.objects.filter(email=email.lower(), is_active=True).first()
    visible = Release.objects.filter(pk=key, state=Release.State.PUBLISHED)
    return reader is not None and visible.visible_to(reader).exists()
