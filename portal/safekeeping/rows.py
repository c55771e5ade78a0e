"""Rows as lines of JSON, the same from PostgreSQL and from SQLite, in an order in which they can be written again."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import JSONField, Value

LEFT_OUT = {Session}
"""A session lets its holder in; whoever comes to a restored portal logs in again."""
CHUNK = 500


def tables() -> list[type[models.Model]]:
    """Every model with a table that is kept, each after those that its rows point to."""
    kept = [model for model in apps.get_models(include_auto_created=True) if model not in LEFT_OUT]
    found: dict[type[models.Model], None] = {}
    seen: set[type[models.Model]] = set()
    for model in kept:
        _follow(model, found, seen)
    return list(found)


def fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns of a table that are written; what the database computes is not."""
    return [each for each in model._meta.local_concrete_fields if not each.generated]  # noqa: SLF001 - Django's own door


def lines(model: type[models.Model]) -> Iterator[bytes]:
    """Each row of `model` as a line, in the order of its keys; columns stand in the order of `fields`."""
    columns = fields(model)
    rows = model._base_manager.order_by("pk").values_list(*(each.attname for each in columns))  # noqa: SLF001 - the plain manager
    for row in rows.iterator(chunk_size=CHUNK):
        plain = [_plain(each.get_prep_value(value)) for each, value in zip(columns, row, strict=True)]
        yield json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(model: type[models.Model], read: Iterable[bytes]) -> Iterator[int]:
    """Write rows read as `lines` gives them; yields after each batch how many there are by then."""
    columns = fields(model)
    batch: list[models.Model] = []
    done = 0
    for line in read:
        values = zip(columns, json.loads(line), strict=True)
        batch.append(model(**{each.attname: _value(each, said) for each, said in values}))
        if len(batch) == CHUNK:
            done += _write(model, batch)
            yield done
    yield done + _write(model, batch)


def _write(model: type[models.Model], batch: list[models.Model]) -> int:
    made = len(model._base_manager.bulk_create(batch)) if batch else 0  # noqa: SLF001 - the plain manager
    batch.clear()
    return made


def _follow(model: type[models.Model], found: dict[type[models.Model], None], seen: set[type[models.Model]]) -> None:
    """Put what `model` points to before it. In a circle one comes first: keys are compared at the end of all."""
    if model in seen or model in LEFT_OUT:
        return
    seen.add(model)
    for field in model._meta.local_concrete_fields:  # noqa: SLF001 - Django's own door
        if isinstance(field.related_model, type):
            _follow(field.related_model, found, seen)
    found[model] = None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal | UUID) else value


def _value(field: "models.Field[Any, Any]", said: Any) -> Any:
    if said is None and isinstance(field, JSONField) and not field.null:
        return Value(None, JSONField())  # the value null, not the absence of one
    return field.to_python(said)
