"""Users: whoever logs in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.querysets import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address; a contact, an agent, both or neither."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = TimeZoneField(_("time zone"), default="UTC", use_pytz=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), null=True, editable=False)
    session_generation = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_user_email_in_lower_case",
                violation_error_message=_("An e-mail address is kept in lower case."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Keep the address in lower case, so that nobody has two accounts that differ in case."""
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        """The person's name, for Django and allauth."""
        return str(self)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What every session of the person carries: a new password or a new generation ends them all."""
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()
