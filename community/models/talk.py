"""Categories, threads and posts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from community.querysets import PlaceQuerySet, PostQuerySet, ThreadQuerySet


class Category(models.Model):
    """A place for threads, about one product or about none; its visibility is that of all its threads."""

    class Visibility(models.TextChoices):
        """Who reads it; whoever writes has an account."""

        PUBLIC = "public", _("public: everybody, also without an account")
        REGISTERED = "registered", _("registered: everybody with an account")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("word in its address"), unique=True)
    description = models.CharField(_("what belongs here"), max_length=200, blank=True)
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.PROTECT, related_name="categories")
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility, default=Visibility.PUBLIC)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word on threads: lower case, digits and hyphens."""

    name = models.SlugField(_("name"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class Thread(models.Model):
    """A question with its answers. `answers` and `active_at` are cached and written by services only.

    Whether it is hidden is decided by its first post, the question: held, deleted, or written by somebody banned.
    """

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="threads")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="threads")
    title = models.CharField(_("title"), max_length=150)
    tags = models.ManyToManyField(Tag, related_name="threads", blank=True)
    asked_at = models.DateTimeField(_("asked"))
    active_at = models.DateTimeField(_("last written in"))
    answers = models.PositiveIntegerField(_("answers"), default=0)
    accepted = models.OneToOneField("Post", null=True, on_delete=models.PROTECT, related_name="accepted_in")
    locked_at = models.DateTimeField(_("locked"), null=True)
    pinned_at = models.DateTimeField(_("pinned"), null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes = [models.Index(fields=["-active_at", "-id"], name="community_threads_by_activity")]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """The question of a thread or an answer in it; `html` is rendered when it is saved, `score` counts its votes.

    `held_for` says why a moderator looks at it before others see it; empty once it is released or never held.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    is_question = models.BooleanField(default=False)
    body = models.TextField(_("text"))
    html = models.TextField(editable=False)
    at = models.DateTimeField(_("written"))
    score = models.IntegerField(_("votes"), default=0)
    edited_at = models.DateTimeField(null=True)
    held_for = models.CharField(_("held for"), max_length=40, blank=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_question=True), name="community_thread_has_one_question"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None) | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="community_deletion_has_who_and_when",
            ),
        ]
        indexes = [models.Index(fields=["author", "-at"], name="community_posts_of_an_author")]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:40]}"


class Revision(models.Model):
    """What a post said until `replaced_at`, when `editor` wrote it anew."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    html = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self) -> str:
        return self.body[:40]
