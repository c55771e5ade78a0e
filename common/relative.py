"""How far an instant is from another one, in words."""

from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext, ngettext

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_SLOT = "%s"


def distance(seconds: float) -> str:
    """Say a length of time in its largest whole unit: `42 min`, `3 h`, `2 days`; under a minute `less than 1 min`."""
    away = abs(int(seconds))
    if away < _MINUTE:
        return gettext("less than 1 min")
    if away < _HOUR:
        return gettext("%(count)s min") % {"count": away // _MINUTE}
    if away < _DAY:
        return gettext("%(count)s h") % {"count": away // _HOUR}
    days = away // _DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def words() -> str:
    """All that `relative` can say, joined by bars, for the script that goes on saying it; `%s` is what is put in."""
    count = {"count": _SLOT}
    slot = {"distance": _SLOT}
    parts = [
        gettext("in %(distance)s") % slot,
        gettext("%(distance)s ago") % slot,
        gettext("less than 1 min"),
        gettext("%(count)s min") % count,
        gettext("%(count)s h") % count,
        ngettext("%(count)s day", "%(count)s days", 1) % count,
        ngettext("%(count)s day", "%(count)s days", 2) % count,
    ]
    return "|".join(parts)


def relative(at: datetime, now: datetime) -> str:
    """Say when `at` is, seen from `now`: `in 42 min`, `3 h ago`."""
    seconds = (at - now).total_seconds()
    away = abs(int(seconds))
    unit = _MINUTE if away < _HOUR else _HOUR if away < _DAY else _DAY
    return _relative(seconds >= 0, away // unit * unit, get_language())


@lru_cache(maxsize=4096)
def _relative(is_ahead: bool, away: int, _language: str | None) -> str:  # noqa: FBT001 - a key of the cache
    words = {"distance": distance(away)}
    return (gettext("in %(distance)s") if is_ahead else gettext("%(distance)s ago")) % words
