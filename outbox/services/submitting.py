"""Making what a form asks for once, however often it is sent."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from outbox.models import SubmissionToken


def submit_once(*, owner: str, token: str, at: datetime, make: Callable[[], str], said: str = "") -> str:
    """The address of what `owner`'s form with `token` made; `make` makes it the first time and returns its address.

    Two submissions at once wait for each other. When `make` raises, nothing is stored and the token stays good.
    Without a token every call makes. A form that says something else than before, as its digest `said` shows, was
    brought back and written anew: it makes again, and no text is lost.
    """
    if not token:
        return make()
    if said:
        token = sha256(f"{token} {said}".encode()).hexdigest()
    with transaction.atomic():
        row = SubmissionToken(owner=owner, token=token, created_at=at)
        SubmissionToken.objects.bulk_create([row], ignore_conflicts=True)
        row = SubmissionToken.objects.select_for_update().get(owner=owner, token=token)
        if not row.answer:
            row.answer = make()
            row.save(update_fields=["answer"])
        return row.answer
