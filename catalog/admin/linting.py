"""What `manage.py check --database default` says of the regions' calendars; their pages say the same."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import WARNING, CheckMessage, Tags, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from catalog import services, wording
from common import clock


@register(Tags.database)
def check_calendars(*, databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """A warning for each thing that a calendar lacks; a database that is not migrated yet has no calendars."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        found = services.regions_to_look_at(at=clock.now())
    except DatabaseError:
        return []
    return [
        CheckMessage(WARNING, wording.sentence(warning), obj=region, id=f"catalog.{warning.code}")
        for region, warning in found
    ]
