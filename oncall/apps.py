"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OncallConfig(AppConfig):
    """Rotations and pages."""

    name = "oncall"
    verbose_name = _("On call")
