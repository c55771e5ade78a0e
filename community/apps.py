"""The community's name in the administration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunityConfig(AppConfig):
    """Questions and answers among customers and the vendor."""

    name = "community"
    verbose_name = _("Community")
