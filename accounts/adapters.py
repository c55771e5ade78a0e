"""How allauth speaks to the portal's accounts: by the sign-up policy, with mails through the outbox."""

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import SignUpPolicy, User

if TYPE_CHECKING:
    from allauth.usersessions.models import UserSession
    from django_stubs_ext import StrOrPromise

PREFIX = "account/email/"
LETTERS = {
    "login_code": "login-code",
    "password_reset_key": "password-reset",
    "email_confirmation": "confirm-address",
    "email_confirmation_signup": "confirm-address",
    "account_already_exists": "no-new-account",
    "sign_up_refused": "no-new-account",
    "unknown_account": "no-new-account",
}
"""The mail of the portal for each mail of allauth; every other one tells what has changed."""
SECRETS = ("code", "password_reset_url", "activate_url")
"""What lets its reader in."""
FACTS = ("signup_url", "ip", "from_email", "to_email")
"""What else a mail may say."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Makes accounts by the sign-up policy; owes every mail to the outbox, so that no request waits for a server."""

    error_messages: ClassVar[dict[str, "StrOrPromise"]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Address and password do not fit together. Or have a code mailed to you."),
        "enter_current_password": _("This is not the password that you have."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code is not right, or not any more. Type the one that is shown now."),
        "same_as_current": _("This is the one that you have."),
        "rate_limited": _("That was too often. Wait a few minutes, then try again."),
        "too_many_login_attempts": _("That was too often. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether the policy lets anybody make an account; whom, the form finds out."""
        return bool(services.sign_up_policy().mode != SignUpPolicy.Mode.CLOSED)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Where a changed password is told: who changed it stays, every other session of the account has ended."""
        return reverse("people:account")

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's signature
        """Keep the name of the form and the instant."""
        user.name = form.cleaned_data.get("name", "")
        user.joined_at = request.at  # type: ignore[attr-defined]  # the middleware gives it
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Offer an organization to a newcomer whose verified address is at its domain; else the start page."""
        user = request.user
        if isinstance(user, User) and services.awaits_an_organization(user):
            return reverse("people:join")
        return str(super().get_login_redirect_url(request))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Owe the mail to the outbox, with what it says frozen; links start with the configured base address."""
        event = template_prefix.removeprefix(PREFIX)
        services.mail_about_account(
            name=LETTERS.get(event, "account-changed"),
            recipient=email,
            facts={"event": event} | {key: from_base_url(context.get(key, "")) for key in FACTS},
            secret={key: from_base_url(context[key]) for key in SECRETS if key in context},
            at=self.request.at,
        )

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the owner of an address why no account was made; the page says the same to everyone."""
        if User.objects.filter(email=email.lower()).exists():
            super().send_account_already_exists_mail(email)
        else:
            self.send_mail(f"{PREFIX}sign_up_refused", email, {})


def from_base_url(value: Any) -> str:
    """A fact of a mail as text; an address of this portal starts with the configured base, whatever the Host was."""
    text = str(value)
    if not text.startswith(("http://", "https://")):
        return text
    path = urlsplit(text)._replace(scheme="", netloc="").geturl()
    return f"{settings.BASE_URL.rstrip('/')}{path}"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Draws the picture that an app reads so that it is read on a dark page too; refuses in the portal's words."""

    error_messages: ClassVar[dict[str, "StrOrPromise"]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def build_totp_svg(self, url: str) -> str:
        """The picture of `url`, on a ground of its own."""
        picture = str(super().build_totp_svg(url))
        return picture.replace("<path ", '<rect width="100%" height="100%" fill="#fff"/><path ', 1)


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    """Ends also what the list of sessions does not know, such as a login from before there was one."""

    def end_sessions(self, sessions: "list[UserSession]") -> None:
        """End every session of the reader but the one in use, which keeps its place on the list."""
        super().end_sessions(sessions)
        request = context.request
        services.end_sessions(user=request.user)
        request.session[HASH_SESSION_KEY] = request.user.get_session_auth_hash()
