"""Sessions in the database, looked up by a statement that is written once: every page asks for one."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from common.statements import Statement

MANY = 5_000


class SessionStore(DatabaseStore):
    """Django's store; what it writes is read by either."""

    def _get_session_from_db(self) -> Session | None:
        """The session, if it lasts; a store without one begins another."""
        now = timezone.now()  # noqa: TID251 - the clock by which Django writes when a session ends
        found: list[Session] = _SESSION.rows(key=self.session_key or "", at=now)
        if not found:
            self._session_key = None
        return found[0] if found else None


def _session(*, key: str, at: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


_SESSION = Statement(_session)


def forget_sessions(at: datetime) -> int:
    """Delete what sessions that ended by `at` hold, the oldest `MANY`, and where they came from; how many went."""
    ended = Session.objects.filter(expire_date__lte=at).order_by("expire_date")
    keys = list(ended.values_list("pk", flat=True)[:MANY])
    Session.objects.filter(pk__in=keys).delete()
    lasting = Session.objects.filter(pk=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(lasting)).delete()
    return len(keys)
