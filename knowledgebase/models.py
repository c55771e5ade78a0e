"""Articles, their texts, and what happened to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, Version
from common.history import Event
from knowledgebase import rules
from knowledgebase.querysets import (
    ArticleQuerySet,
    CategoryQuerySet,
    FormerSlugQuerySet,
    RevisionQuerySet,
    SubscriptionQuerySet,
)

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


class Revision(models.Model):
    """One text of an article with all that it says of itself; never changed.

    `html` and `contents`, its headings, are made when it is saved; `version_names` says for which versions it is.
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


class Feedback(models.Model):
    """Whether an article helped somebody, and why not; the last word of each person counts."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    user = models.ForeignKey(WRITER, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    is_helpful = models.BooleanField(_("helpful"))
    reason = models.CharField(_("reason"), max_length=rules.MAX_NOTE, blank=True)
    at = models.DateTimeField(_("said"))

    class Meta:
        verbose_name = _("answer about an article")
        verbose_name_plural = _("answers about an article")
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="knowledgebase_feedback_once")]

    def __str__(self) -> str:
        return f"{self.article}: {self.is_helpful}"


class Subscription(models.Model):
    """Somebody is told by mail when an article is published: one, all of a category, or all about a product.

    Whoever has the secret `token` of a mail ends it.
    """

    person = models.ForeignKey(WRITER, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="subscriptions")
    category = models.ForeignKey(Category, null=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=43, unique=True)
    at = models.DateTimeField(_("since"))

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(article__isnull=False, category=None, product=None)
                | Q(article=None, category__isnull=False, product=None)
                | Q(article=None, category=None, product__isnull=False),
                name="knowledgebase_subscription_to_one_thing",
            ),
            models.UniqueConstraint(fields=["person", "article"], name="knowledgebase_article_once"),
            models.UniqueConstraint(fields=["person", "category"], name="knowledgebase_category_once"),
            models.UniqueConstraint(fields=["person", "product"], name="knowledgebase_product_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.article or self.category or self.product}"
