"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    """Files on their way in."""

    name = "uploads"
    verbose_name = _("Uploads")
