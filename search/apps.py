"""The app of the one search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """One ranked list over everything that people look for."""

    name = "search"
    verbose_name = _("search")
