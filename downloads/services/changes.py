"""What every change of a release does: lock it, ask who may, append an event, tell those who follow."""

from datetime import datetime
from typing import Any

from accounts.models import User
from common.refusal import Unable
from downloads import permissions, rules
from downloads.models import Release, ReleaseEvent
from outbox import services as outbox

CHANGED = "release.changed"


def taking(step: rules.Step, release: Release, actor: User, error: type[Unable]) -> Release:
    """The release as it is now, held until the transaction ends, for somebody who takes `step` with it.

    Raises:
        Unable: of the class `error`, with the code of `rules.refusal`.
    """
    held = Release.objects.select_for_update(of=("self",)).select_related("version__product").get(pk=release.pk)
    if code := rules.refusal(step, held.state, permissions.roles_of(actor)):
        raise error(code)
    return held


def change(release: Release, **fields: Any) -> None:
    """Write these columns of the release."""
    for name, value in fields.items():
        setattr(release, name, value)
    release.save(update_fields=list(fields))


def record(release: Release, code: str, *, actor: User | None, at: datetime, **data: Any) -> None:
    """Append what happened to the release's history, and let those who follow know that it changed."""
    ReleaseEvent.objects.create(release=release, code=code, actor=actor, at=at, data=data)
    outbox.publish(CHANGED, str(release.pk), at=at)
