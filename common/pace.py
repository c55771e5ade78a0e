"""How fast one account may do something: rows are counted, so that the limit holds whatever a cache forgets."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model, QuerySet

from common.refusal import Unable
from common.statements import Statement

AN_HOUR = timedelta(hours=1)
TOO_OFTEN = "too_often"


def take_turn(account: AbstractBaseUser) -> None:
    """Let an account's acts be counted one after the other: hold its row until the end of the transaction.

    Rows that name the account are still written meanwhile. A thing is held before the account that acts on it.
    """
    list(get_user_model().objects.select_for_update(no_key=True).filter(pk=account.pk).values_list("pk"))


def check_pace(instants: Any, *, limit: int, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often`, and the seconds to wait, whoever did it `limit` times within the hour before `at`.

    Two at once pass the limit together unless the account takes its turn first. `instants` are when the person did what
    is counted, as a queryset of one column.
    """
    _refuse(list(_reached(instants, limit, since=at - AN_HOUR, until=at)), at, refusal)


class Pace:
    """How fast an account does what is done often: rows of `model`, by the account `who`, at the instant `when`.

    Its statement is written once (`common.statements`).
    """

    def __init__(self, model: type[Model], *, who: str, when: str) -> None:
        def reached(limit: int, *, account: int, since: datetime, until: datetime) -> QuerySet[Any, Any]:
            instants = model._default_manager.filter(**{who: account}).values_list(when, flat=True)  # noqa: SLF001 - Django's public one
            return _reached(instants, limit, since=since, until=until)

        self._reached = Statement(reached)

    def check(self, account: AbstractBaseUser, *, limit: int, at: datetime, refusal: type[Unable]) -> None:
        """Refuse as `check_pace` does."""
        _refuse(self._reached.rows(limit, account=account.pk, since=at - AN_HOUR, until=at), at, refusal)


def _reached(instants: Any, limit: int, *, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    """The instant of the act that reaches the limit; none where it is not reached."""
    name = instants.query.values_select[0]
    lately: QuerySet[Any, Any] = instants.filter(**{f"{name}__gt": since, f"{name}__lte": until})
    return lately.order_by(f"-{name}")[limit - 1 : limit]


def _refuse(reached: list[datetime], at: datetime, refusal: type[Unable]) -> None:
    if reached:
        raise refusal(TOO_OFTEN, (str(round((reached[0] + AN_HOUR - at).total_seconds()) + 1),))


def minutes_to_wait(refusal: Unable) -> int:
    """In how many minutes, rounded up, what was refused with `too_often` may be done again."""
    return max(1, -(-(int(refusal.reasons[0]) - 1) // 60))
