"""How fast one account may do something: rows are counted, so that the limit holds whatever a cache forgets."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser

from common.refusal import Unable

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
    name = instants.query.values_select[0]
    lately = instants.filter(**{f"{name}__gt": at - AN_HOUR, f"{name}__lte": at}).order_by(f"-{name}")
    reached = list(lately[limit - 1 : limit])
    if reached:
        raise refusal(TOO_OFTEN, (str(round((reached[0] + AN_HOUR - at).total_seconds()) + 1),))


def minutes_to_wait(refusal: Unable) -> int:
    """In how many minutes, rounded up, what was refused with `too_often` may be done again."""
    return max(1, -(-(int(refusal.reasons[0]) - 1) // 60))
