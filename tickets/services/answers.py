"""What a ticket answers to the fields of its product."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.refusal import Unable
from tickets import rules
from tickets.models import CustomField, FieldValue, Ticket
from tickets.rules import Act
from tickets.services.changes import check_edit, destination, lock, record, touch


class UnableToAnswer(Unable):
    """Codes: `agents_only`, `forbidden`, `other_products_field`, `changed_meanwhile`, and those of `BadAnswer`.

    The reason is the label of the field.
    """


@transaction.atomic
def answer(
    *, ticket: Ticket, actor: User, answers: Mapping[CustomField, str], at: datetime, edit: int | None = None
) -> None:
    """Set an agent's answers to fields of the ticket's product; an empty answer takes the old one away.

    Raises:
        UnableToAnswer: when an answer does not fit, or the ticket was edited since `edit` was looked at.
    """
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToAnswer)
    check_edit(ticket, edit, UnableToAnswer)
    before = dict(ticket.field_values.values_list("field", "value"))
    read = {field: _read(ticket, field, text) for field, text in answers.items()}
    changed = {field: said for field, said in read.items() if said != before.get(field.pk, "")}
    _put(ticket, changed)
    for is_internal in (False, True):
        told = [field for field in changed if field.is_shown_to_customer != is_internal]
        if told:
            data = {"fields": [[field.label, before.get(field.pk, ""), changed[field]] for field in told]}
            record(ticket, actor=actor, code="answers_changed", at=at, data=data, is_internal=is_internal)
    if changed:
        touch(ticket, at=at)


def asked_fields(ticket: Ticket) -> list[CustomField]:
    """What tickets of its product are asked, those for agents only too."""
    return list(CustomField.objects.current().filter(product=ticket.product_id).in_order())


def store(ticket: Ticket, answers: Mapping[CustomField, str]) -> None:
    """Keep what was answered when the ticket was filed; an empty answer is none.

    Raises:
        UnableToAnswer: when an answer does not fit its field, or the field is of another product.
    """
    read = {field: _read(ticket, field, text) for field, text in answers.items()}
    FieldValue.objects.bulk_create(
        [FieldValue(ticket=ticket, field=field, value=said) for field, said in read.items() if said]
    )


def _read(ticket: Ticket, field: CustomField, text: str) -> str:
    if field.product_id != ticket.product_id:
        raise UnableToAnswer("other_products_field", (field.label,))
    try:
        return rules.read_answer(field.kind, text, field.options)
    except rules.BadAnswer as bad:
        raise UnableToAnswer(bad.code, (field.label,)) from bad


def _put(ticket: Ticket, changed: Mapping[CustomField, str]) -> None:
    """Store all of them in two statements."""
    ticket.field_values.filter(field__in=[field for field, said in changed.items() if not said]).delete()
    FieldValue.objects.bulk_create(
        [FieldValue(ticket=ticket, field=field, value=said) for field, said in changed.items() if said],
        update_conflicts=True,
        unique_fields=["ticket", "field"],
        update_fields=["value"],
    )
