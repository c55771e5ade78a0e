"""What can be found, by whom, and which things name each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Version


class SearchDocument(models.Model):
    """One text that can be found: an article, a thread, a message of a ticket.

    Documents of one `group` are shown once. `title_words`, `body_words` and `audience` are what is looked through; the
    database keeps its index of them by itself. The audience is in the same index as the words, because a reader may be
    let to one text of thousands that match.
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
    audience = models.TextField(_("who finds it: keys with spaces between them"), editable=False, blank=True)
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
