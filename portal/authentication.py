"""Who asks: the person, its place as an agent and how much it has not read, in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from accounts.models import User
from common.statements import Statement
from notifications.models import Notification


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Logs people in as allauth does; what every page's frame needs of them comes with them."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, if it may log in."""
        found: list[User] = _PERSON.rows(person=int(user_id))
        return next((user for user in found if self.user_can_authenticate(user)), None)


def _person(person: int) -> QuerySet[User]:
    people = User.objects.select_related("agent").annotate(unread_notices=Notification.objects.all().count_for("pk"))
    return people.filter(pk=person)[:1]


_PERSON = Statement(_person)
