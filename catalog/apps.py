"""How the administration calls this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """Regions with their hours, desks, products and versions."""

    name = "catalog"
    verbose_name = _("Regions and products")
