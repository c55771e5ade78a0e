"""Beginning a session without a password: by an invitation, or as an account of the demo."""

from allauth.account.signals import user_logged_in
from django.contrib.auth import login

from accounts.models import User
from common.http import Request

BACKEND = "portal.authentication.Backend"


def enter(request: Request, user: User) -> None:
    """Log `user` in, and tell allauth: the list of where somebody is logged in names this session too."""
    login(request, user, backend=BACKEND)
    user_logged_in.send(sender=User, request=request, user=user)
