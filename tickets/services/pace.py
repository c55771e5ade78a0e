"""How fast one account may send: rows are counted, so that the limit holds whatever a cache forgets."""

from datetime import datetime, timedelta
from typing import Any

from common.refusal import Unable

AN_HOUR = timedelta(hours=1)


def check_pace(instants: Any, *, limit: int, at: datetime, refusal: type[Unable]) -> None:
    """Refuse with `too_often`, and the seconds to wait, whoever sent `limit` within the hour before `at`.

    `instants` are when the person sent what is counted, as a queryset of one column.
    """
    name = instants.query.values_select[0]
    lately = instants.filter(**{f"{name}__gt": at - AN_HOUR, f"{name}__lte": at}).order_by(f"-{name}")
    reached = list(lately[limit - 1 : limit])
    if reached:
        raise refusal("too_often", (str(round((reached[0] + AN_HOUR - at).total_seconds()) + 1),))
