"""The phone PIN: made by the contact, asked for on the phone, locked after wrong tries."""

from datetime import datetime
from enum import StrEnum
from secrets import randbelow

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from accounts import rules
from accounts.models import Contact, ContactPin, OrganizationEvent, User
from accounts.permissions import leads
from accounts.services.contacts import record
from common.refusal import Unable

Code = OrganizationEvent.Code


class UnableToMakePin(Unable):
    """Code: "not-yours"."""


class UnableToOverride(Unable):
    """Codes: "leads-only", "no-reason"."""


class PinAnswer(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    NONE = "none"


def make_pin(*, contact: Contact, actor: User, at: datetime) -> str:
    """Give a contact a new PIN of six digits and answer it, this once; only its hash is kept.

    Raises:
        UnableToMakePin: if `contact` is not `actor` itself.
    """
    if contact.user_id != actor.pk or not contact.is_current:
        raise UnableToMakePin("not-yours")
    pin = f"{randbelow(10**rules.PIN_DIGITS):0{rules.PIN_DIGITS}d}"
    made = {"hash": make_password(pin), "made_at": at, "failures": 0, "locked_until": None}
    with transaction.atomic():
        ContactPin.objects.update_or_create(contact=contact, defaults=made)
        record(contact, Code.PIN_MADE, actor, at)
    return pin


def check_pin(*, contact: Contact, pin: str, actor: User, at: datetime) -> PinAnswer:
    """Whether `pin` is the contact's. Tries wait for each other, and each wrong one counts in the row.

    After `rules.PIN_TRIES` wrong ones it answers nobody for `rules.PIN_REST`.
    """
    with transaction.atomic():
        held = ContactPin.objects.select_for_update().filter(contact=contact).first()
        if held is None:
            return PinAnswer.NONE
        if held.locked_until is not None and at < held.locked_until:
            return PinAnswer.LOCKED
        is_right = check_password(pin.strip(), held.hash)
        held.failures, held.locked_until = (0, None) if is_right else rules.after_wrong_pin(held.failures, at)
        held.save(update_fields=["failures", "locked_until"])
        if held.locked_until is not None:
            record(contact, Code.PIN_LOCKED, actor, at)
            return PinAnswer.LOCKED
    return PinAnswer.RIGHT if is_right else PinAnswer.WRONG


def override_pin(*, contact: Contact, reason: str, actor: User, at: datetime) -> None:
    """Let a caller be who it says without a PIN, on a lead's word; the organization reads who said so and why.

    Raises:
        UnableToOverride: if `actor` leads no desk, or gives no reason.
    """
    if not leads(actor):
        raise UnableToOverride("leads-only")
    if not reason.strip():
        raise UnableToOverride("no-reason")
    record(contact, Code.PIN_OVERRIDDEN, actor, at, reason=reason.strip()[:200])
