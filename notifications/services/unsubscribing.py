"""Ending mails without a login, by a signed link: what RFC 8058 asks for."""

import hashlib
from datetime import datetime

from django.core import signing

from accounts.models import User
from notifications.rules import KINDS, Mail, Wish
from notifications.services.wishes import choose, wish_of, wishes_of

SALT = "notifications.unsubscribe"
DIGEST_KIND = "digest"
"""Stands for all kinds that a person gets in its digest."""


def token_of(user_key: int, email: str, kind: str) -> str:
    """The secret of a link that ends the mails of `kind` to that person, as long as its address stays the same.

    It is signed, holds no address but its hash, and does nothing but make mails fewer; so it does not expire.
    """
    return signing.dumps([user_key, kind, _hashed(email)], salt=SALT, compress=False)


def subscription_of(token: str) -> tuple[User, str] | None:
    """Whose mails of which kind the secret ends; None for one that we did not give, or whose person is gone."""
    try:
        user_key, kind, address = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=user_key, is_active=True).first()
    is_known = kind == DIGEST_KIND or (kind in KINDS and KINDS[kind].may_silence)
    return (user, kind) if user and is_known and address == _hashed(user.email) else None


def unsubscribe(*, user: User, kind: str, at: datetime) -> None:
    """End the mails of a kind; for the digest, of all kinds that come in it. What the inbox gets stays as it is."""
    if kind == DIGEST_KIND:
        ended = {code: wish for code, wish in wishes_of(user).items() if wish.mail is Mail.DIGEST}
    else:
        ended = {kind: wish_of(user, kind)}
    choose(user=user, wishes={code: Wish(wish.inbox, Mail.OFF) for code, wish in ended.items()}, at=at)


def _hashed(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:32]
