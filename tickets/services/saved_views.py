"""Filters of the queue that an agent keeps under a name, for itself or for a desk."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.models import User
from catalog.models import Desk
from common.refusal import Unable
from tickets import permissions
from tickets.models import SavedView

MOST = 20
"""How many views one agent keeps."""


class UnableToSave(Unable):
    """Codes: `name_taken`, `too_many_views`, `not_your_desk`, `forbidden`."""


@transaction.atomic
def save_view(*, owner: User, name: str, desk: Desk | None, filters: Mapping[str, str], at: datetime) -> SavedView:
    """Keep `filters` under a name; with a desk its agents see the view too.

    Raises:
        UnableToSave: when the name is taken, there are too many, or the desk is not the owner's.
    """
    User.objects.select_for_update().get(pk=owner.pk)
    if SavedView.objects.filter(owner=owner).count() >= MOST:
        raise UnableToSave("too_many_views", (str(MOST),))
    _check(owner, name, desk)
    return SavedView.objects.create(owner=owner, name=name, desk=desk, filters=dict(filters), saved_at=at)


@transaction.atomic
def change_view(
    *, view: SavedView, actor: User, name: str, desk: Desk | None, filters: Mapping[str, str] | None, at: datetime
) -> None:
    """Rename a view, share it or not, and with `filters` keep those from now on.

    Raises:
        UnableToSave: as `save_view`, and when the view is somebody else's.
    """
    if view.owner_id != actor.pk:
        raise UnableToSave("forbidden")
    _check(actor, name, desk, but=view)
    view.name, view.desk, view.saved_at = name, desk, at
    if filters is not None:
        view.filters = dict(filters)
    view.save(update_fields=["name", "desk", "saved_at", "filters"])


@transaction.atomic
def delete_view(*, view: SavedView, actor: User) -> None:
    """Forget a view: its owner may, and a lead of the desk that it is shared with.

    Raises:
        UnableToSave: for everybody else.
    """
    if not permissions.may_delete_view(actor, view):
        raise UnableToSave("forbidden")
    view.delete()


def _check(owner: User, name: str, desk: Desk | None, *, but: SavedView | None = None) -> None:
    if SavedView.objects.filter(owner=owner, name=name).exclude(pk=but.pk if but else 0).exists():
        raise UnableToSave("name_taken")
    if desk is not None and not desk.memberships.filter(agent__user=owner).exists():
        raise UnableToSave("not_your_desk")
