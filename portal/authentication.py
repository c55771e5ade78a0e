"""Who asks: the person, its place as an agent and how much it has not read, in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from notifications.models import Notification


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Logs people in as allauth does; what every page's frame needs of them comes with them."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, if it may log in."""
        people = User.objects.select_related("agent").annotate(
            unread_notices=Notification.objects.all().count_for("pk")
        )
        user = people.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
