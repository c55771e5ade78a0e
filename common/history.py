"""The append-only row that says who did what when; every app with a history has one of these."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from simple_history.models import HistoricalRecords


class Event(models.Model):
    """What happened: `code` and the facts in `data`, never a sentence; wording is made where it is shown."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    data = models.JSONField(default=dict)

    class Meta:
        abstract: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"{self.code} at {self.at:%Y-%m-%d %H:%M}"


def records() -> HistoricalRecords:
    """The history of a row that administrators edit.

    The editor is kept as a number, so that the catalogue does not depend on accounts.
    """
    return HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True),
        history_user_getter=_editor,
        history_user_setter=_set_editor,
    )


def _editor(historical: Any) -> Any:
    if historical.history_user_id is None:
        return None
    return get_user_model().objects.filter(pk=historical.history_user_id).first()


def _set_editor(historical: Any, user: Any) -> None:
    historical.history_user_id = getattr(user, "pk", None)
