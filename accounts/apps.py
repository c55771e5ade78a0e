"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, organizations, contacts and agents."""

    name = "accounts"
    verbose_name = _("People")
