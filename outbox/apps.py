"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OutboxConfig(AppConfig):
    """What must leave the portal."""

    name = "outbox"
    verbose_name = _("Messages")
