"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntitlementsConfig(AppConfig):
    """Packages, licenses, contracts and time units."""

    name = "entitlements"
    verbose_name = _("What was sold")
