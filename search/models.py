"""What can be found, by whom, and which things name each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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


class Reference(models.Model):
    """One thing names another: the group `target` was made of `source`, or `source` explains it.

    Whoever reads either end sees the other one if it holds a key of it.
    """

    class Kind(models.TextChoices):
        """How they belong together."""

        MADE_INTO = "made_into", _("made into")
        EXPLAINS = "explains", _("explains")

    source = models.CharField(_("from"), max_length=80)
    target = models.CharField(_("to"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="search_one_reference_of_a_kind"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="search_reference_to_another"),
        ]
        indexes = [models.Index(fields=["target"], name="search_references_to")]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class Deflection(models.Model):
    """A form of a ticket for which answers were shown: the one with `token`, of `user`.

    `filed_at` says that it was filed all the same, as `filed_as`; `asked_at` that its writer was led to the community.
    """

    token = models.CharField(max_length=64)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("first shown"))
    asked_at = models.DateTimeField(_("led to the community"), null=True)
    filed_at = models.DateTimeField(_("filed"), null=True)
    filed_as = models.CharField(_("filed as"), max_length=80, blank=True)
    kind = models.CharField(_("kind of the ticket"), max_length=20, blank=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("form with answers")
        verbose_name_plural = _("forms with answers")
        constraints = [
            models.UniqueConstraint(fields=["token", "user"], name="search_one_deflection_of_a_form"),
            models.CheckConstraint(
                condition=Q(filed_at=None, filed_as="") | Q(filed_at__isnull=False), name="search_filed_says_when"
            ),
        ]
        indexes = [models.Index(fields=["at"], name="search_deflections_by_day")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.at:%Y-%m-%d %H:%M}"


class Shown(models.Model):
    """An answer that was shown beside a form, and when it was opened."""

    deflection = models.ForeignKey(Deflection, on_delete=models.CASCADE, related_name="shown")
    group = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=300)
    at = models.DateTimeField(_("shown"))
    opened_at = models.DateTimeField(_("opened"), null=True)

    class Meta:
        verbose_name = _("answer that was shown")
        verbose_name_plural = _("answers that were shown")
        constraints = [models.UniqueConstraint(fields=["deflection", "group"], name="search_shown_once")]

    def __str__(self) -> str:
        return self.title


class EmptySearch(models.Model):
    """A search that found nothing: somebody missed an answer."""

    words = models.CharField(_("words"), max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(_("looked for"))

    class Meta:
        verbose_name = _("search that found nothing")
        verbose_name_plural = _("searches that found nothing")
        indexes = [models.Index(fields=["at"], name="search_empty_by_day")]

    def __str__(self) -> str:
        return self.words
