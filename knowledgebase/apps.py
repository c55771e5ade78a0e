"""The app of the knowledge base."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgebaseConfig(AppConfig):
    """Articles about the products: written, reviewed, published, and read by whom they are for."""

    name = "knowledgebase"
    verbose_name = _("Knowledge base")
