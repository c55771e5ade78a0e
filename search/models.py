"""What can be found, by whom, and which things name each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Version


class SearchDocument(models.Model):
    """One text that can be found: an article, a thread, a message of a ticket.

    Documents of one `group` are shown once. `title_words` and `body_words` are what is looked through
    (`search.rules.plain`); the database keeps its index of them by itself.
    """

    class Kind(models.TextChoices):
        """What it belongs to."""

        ARTICLE = "article", _("article")
        THREAD = "thread", _("thread")
        TICKET = "ticket", _("ticket")
        DOWNLOAD = "download", _("download")
        DOCUMENTATION = "documentation", _("documentation")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    key = models.CharField(_("key"), max_length=80, unique=True)
    group = models.CharField(_("group"), max_length=80)
    url = models.CharField(_("address"), max_length=300)
    title = models.CharField(_("title"), max_length=300)
    note = models.CharField(_("what stands under the title"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    title_words = models.TextField(editable=False)
    body_words = models.TextField(editable=False, blank=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    versions = models.ManyToManyField(Version, related_name="+")
    at = models.DateTimeField(_("written"))
    indexed_at = models.DateTimeField(_("indexed"))

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [models.Index(fields=["group"], name="search_documents_of_a_group")]

    def __str__(self) -> str:
        return self.key


class Audience(models.Model):
    """Who finds a document: whoever holds one of its keys, such as `public`, `org:3`, `user:9` or `desk:2`."""

    document = models.ForeignKey(SearchDocument, on_delete=models.CASCADE, related_name="audience")
    key = models.CharField(_("key"), max_length=40)

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        constraints = [models.UniqueConstraint(fields=["document", "key"], name="search_audience_once")]

    def __str__(self) -> str:
        return self.key
