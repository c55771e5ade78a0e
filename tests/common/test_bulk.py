"""Many rows at once are the rows that the models would have written one by one."""

import gc
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from common import bulk
from outbox.models import OutboundMessage, Sweep

AT = datetime(2026, 6, 10, 14, 0, 0, 123456, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


def message(number: int, **facts: Any) -> OutboundMessage:
    words = {"say": "it's \t50 % \\ done\n", "number": number, "none": None}
    due_at = AT + timedelta(seconds=number)
    made = {"kind": "mail", "name": "x", "recipient": f"{number}@abc.example", "dedupe_key": str(number)}
    return OutboundMessage(**{**made, "payload": words, "due_at": due_at, "created_at": AT, **facts})


def columns() -> list[str]:
    return [field.attname for field in OutboundMessage._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - Django's public one


def rows_of(*names: str) -> list[Any]:
    return list(OutboundMessage.objects.order_by("pk").values_list(*names))


def test_rows_are_added_as_the_model_adds_them() -> None:
    names = columns()
    made = [message(1), message(2, leased_until=AT), message(3, recipient="\\N", payload={})]
    OutboundMessage.objects.bulk_create(made)
    expected = rows_of(*names)
    OutboundMessage.objects.all().delete()
    bulk.insert(OutboundMessage, names, ([getattr(each, name) for name in names] for each in made))
    assert rows_of(*names) == expected


def test_rows_are_written_by_their_key_and_the_others_stay() -> None:
    OutboundMessage.objects.bulk_create([message(number) for number in range(5)])
    keys = [pk for (pk,) in rows_of("pk")]
    later = AT + timedelta(days=1)
    bulk.update(
        OutboundMessage, ["due_at", "leased_until"], [(keys[4], later, None), (keys[0], later, AT), (keys[2], AT, None)]
    )
    changed = [
        (later, AT),
        (AT + timedelta(seconds=1), None),
        (AT, None),
        (AT + timedelta(seconds=3), None),
        (later, None),
    ]
    assert rows_of("due_at", "leased_until") == changed


def test_what_is_json_already_is_stored_as_what_it_says() -> None:
    name = 'a "b" \\ ä'
    names, payload = columns(), {"because": {"name": name}, "at": None}
    made = message(1, payload=payload, cause="")
    values = {name: getattr(made, name) for name in names} | {"payload": bulk.Json(json.dumps(payload))}
    bulk.insert(OutboundMessage, names, [list(values.values())])
    assert rows_of("payload") == [(payload,)]
    assert OutboundMessage.objects.filter(payload__because__name=name).exists()


def test_no_rows_ask_for_nothing() -> None:
    bulk.insert(Sweep, ["name"], [])
    bulk.update(Sweep, ["name"], [])
    assert not Sweep.objects.exists()


def test_the_collector_goes_on_after_a_block_that_fails_and_stays_off_where_it_was_off() -> None:
    def fail() -> None:
        with bulk.uncollected():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()
    with bulk.uncollected():
        with bulk.uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
