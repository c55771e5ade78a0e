"""Articles, their texts and files, and what happened to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Version
from common.history import Event
from knowledgebase import rules
from knowledgebase.querysets import (
    ArticleFileQuerySet,
    ArticleQuerySet,
    CategoryQuerySet,
    FormerSlugQuerySet,
    RevisionQuerySet,
)
from uploads.models import Scan

WRITER = settings.AUTH_USER_MODEL


class Category(models.Model):
    """A shelf of the knowledge base."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category of articles")
        verbose_name_plural = _("categories of articles")

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """An article: `published` is the text that readers get, `latest` the newest one.

    `state` says where the newest text stands; a published text stays while the next one is written and reviewed.
    A known issue says in which version it is fixed once it is.
    """

    class State(models.TextChoices):
        """Where the newest text stands."""

        DRAFT = rules.State.DRAFT.value, _("draft")
        IN_REVIEW = rules.State.IN_REVIEW.value, _("in review")
        SCHEDULED = rules.State.SCHEDULED.value, _("scheduled")
        PUBLISHED = rules.State.PUBLISHED.value, _("published")
        ARCHIVED = rules.State.ARCHIVED.value, _("archived")

    slug = models.SlugField(_("address"), max_length=rules.LONGEST_SLUG, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    latest = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    published = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))
    published_at = models.DateTimeField(_("published"), null=True)
    publish_at = models.DateTimeField(_("to be published"), null=True)
    fixed_in = models.CharField(_("fixed in"), max_length=rules.LONGEST_FIX, blank=True)
    fixed_at = models.DateTimeField(_("said to be fixed"), null=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["-published_at", "-id"], name="knowledgebase_newest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="scheduled", publish_at__isnull=False) | (~Q(state="scheduled") & Q(publish_at=None)),
                name="knowledgebase_scheduled_has_an_instant",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published__isnull=False), name="knowledgebase_published_has_a_text"
            ),
            models.CheckConstraint(
                condition=~Q(state="archived") | Q(published=None), name="knowledgebase_archived_is_not_read"
            ),
            models.CheckConstraint(
                condition=Q(fixed_at=None, fixed_in="") | Q(fixed_at__isnull=False), name="knowledgebase_fix_says_when"
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ArticleFile(models.Model):
    """A picture or another file of an article, under a random stored name; each text says which ones are its own.

    Nobody gets it before it was scanned: no `verdict` means that it waits. Once removed only its name remains.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="files")
    token = models.CharField(_("address"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    file = models.FileField(_("file"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Scan.Verdict, blank=True)
    by = models.ForeignKey(WRITER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("added"))
    removed_at = models.DateTimeField(_("removed"), null=True)

    objects = ArticleFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of an article")
        verbose_name_plural = _("files of an article")

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One text of an article with all that it says of itself; never changed.

    `html` and `contents`, its headings, are made when it is saved; `version_names` says for which versions it is, and
    `shown` what a page says of its `files`, each with `token`, `name`, `size`, `is_picture` and `is_removed`.
    """

    class Kind(models.TextChoices):
        """What kind of article it is."""

        HOW_TO = "how_to", _("how-to")
        KNOWN_ISSUE = "known_issue", _("known issue")
        DOCUMENTATION = "documentation", _("documentation")
        RELEASE_NOTE = "release_note", _("release note")

    class Visibility(models.TextChoices):
        """For whom it is."""

        PUBLIC = rules.Visibility.PUBLIC.value, _("public: everybody")
        REGISTERED = rules.Visibility.REGISTERED.value, _("registered: whoever has logged in")
        ENTITLED = rules.Visibility.ENTITLED.value, _("entitled: customers with Gold for the product")
        INTERNAL = rules.Visibility.INTERNAL.value, _("internal: agents only")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    contents = models.JSONField(default=list, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    visibility = models.CharField(_("visibility"), max_length=12, choices=Visibility)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", verbose_name=_("category"))
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    versions = models.ManyToManyField(Version, related_name="+")
    version_names = models.CharField(max_length=200, blank=True, editable=False)
    files = models.ManyToManyField(ArticleFile, related_name="revisions")
    shown = models.JSONField(default=list, editable=False)
    note = models.CharField(_("what changed"), max_length=rules.MAX_NOTE, blank=True)
    by = models.ForeignKey(WRITER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("written"))

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an article")
        verbose_name_plural = _("texts of an article")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="knowledgebase_revision_once"),
            models.CheckConstraint(
                condition=~Q(visibility="entitled") | Q(product__isnull=False),
                name="knowledgebase_entitled_names_a_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class FormerSlug(models.Model):
    """An address that an article had; it leads to the article."""

    slug = models.SlugField(max_length=rules.LONGEST_SLUG, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former_slugs")

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        verbose_name = _("former address of an article")
        verbose_name_plural = _("former addresses of an article")

    def __str__(self) -> str:
        return self.slug


class ArticleEvent(Event):
    """What happened to an article, in order."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="events")

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event of an article")
        verbose_name_plural = _("events of an article")
