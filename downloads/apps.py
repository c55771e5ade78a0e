"""The app of the downloads."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DownloadsConfig(AppConfig):
    """Releases of the products and their files, who may have them, and when a version leaves support."""

    name = "downloads"
    verbose_name = _("Downloads")
