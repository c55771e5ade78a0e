"""Sets of articles; `visible_to(user)` is the door from a view to a row."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Subquery, When

from accounts.querysets import is_agent
from knowledgebase import permissions
from knowledgebase.rules import State, Visibility

if TYPE_CHECKING:
    from accounts.models import User
    from knowledgebase.models import Article, ArticleFile, Category, FormerSlug, Revision, Subscription

TEXTS = ("body", "html", "contents", "shown")
RELATED = 5


class ArticleQuerySet(models.QuerySet["Article"]):
    """Sets of articles."""

    def live(self) -> Self:
        """Those that have a published text."""
        return self.filter(published__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of which `user` may know: an entitled one by its title at least, what more is for `rules.access`."""
        if user.is_authenticated and is_agent(user):
            return self.live()
        if user.is_authenticated and user.is_active:
            return self.live().exclude(published__visibility=Visibility.INTERNAL)
        return self.public()

    def public(self) -> Self:
        """Those that everybody reads."""
        return self.live().filter(published__visibility=Visibility.PUBLIC)

    def worked_by(self, user: User) -> Self:
        """All, for those who write or review; else none."""
        return self if permissions.roles_of(user) else self.none()

    def with_titles(self) -> Self:
        """With what a list shows of the published text, and nothing of the text itself."""
        fetched = self.select_related("published__category", "published__product")
        return fetched.defer(*(f"published__{name}" for name in TEXTS))

    def newest_first(self) -> Self:
        """In the order of their last publication."""
        return self.order_by("-published_at", "-id")

    def outdated_on(self, on: date) -> Self:
        """Each with `is_outdated`: on the day `on` standard support of every version that it is about has ended."""
        texts: Any = self.model.published.field.related_model
        named = texts.versions.through.objects.filter(revision=OuterRef("published"))
        supported = named.filter(Q(version__sunset_on=None) | Q(version__sunset_on__gt=on))
        return self.annotate(is_outdated=Exists(named) & ~Exists(supported))

    def supported_until(self, by: date) -> Self:
        """Those that lose standard support of all their versions on the day `by` or before, the first one first.

        Each says that day as `sunset_on`.
        """
        texts: Any = self.model.published.field.related_model
        named = texts.versions.through.objects.filter(revision=OuterRef("published"))
        endless = Exists(named.filter(version__sunset_on=None))
        days = named.order_by().values("revision").annotate(last=Max("version__sunset_on")).values("last")
        dated = self.annotate(sunset_on=Case(When(endless, then=None), default=Subquery(days)))
        return dated.filter(sunset_on__lte=by).order_by("sunset_on", "pk")

    def with_answer_of(self, user: User) -> Self:
        """Each with what `user` said of it as `was_helpful`, or None."""
        said: Any = self.model.feedback.field.model._default_manager  # noqa: SLF001 - Django's name for it
        mine = said.filter(user=user, article=OuterRef("pk"))
        return self.annotate(was_helpful=Subquery(mine.values("is_helpful")[:1]))

    def with_subscription_of(self, user: User) -> Self:
        """Each with whether `user` is told by mail of its next text, as `is_subscribed`."""
        subscriptions: Any = self.model.subscriptions.field.model._default_manager  # noqa: SLF001 - Django's name for it
        return self.annotate(is_subscribed=Exists(subscriptions.filter(person=user, article=OuterRef("pk"))))

    def known_issues(self, product: int | None) -> Self:
        """Published known issues that no version fixes yet, about the product; without one about any."""
        found = self.live().filter(published__kind="known_issue", fixed_at=None)
        return found.filter(published__product=product) if product else found

    def related_to(self, article: Article) -> Self:
        """Others of its product, those of its category and of its kind first; without a product of its category."""
        text = article.published
        if text is None:
            return self.none()
        alike = Q(published__product=text.product_id) if text.product_id else Q(published__category=text.category_id)
        near = Case(When(published__category=text.category_id, then=2), default=0)
        same = Case(When(published__kind=text.kind, then=1), default=0)
        found = self.exclude(pk=article.pk).filter(alike).annotate(nearness=near + same)
        return found.order_by("-nearness", "-published_at", "-id")[:RELATED]

    def due_by(self, at: datetime) -> Self:
        """Approved ones whose publication was put off until `at` or before."""
        return self.filter(state=State.SCHEDULED, publish_at__lte=at)


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Sets of texts of articles."""

    def since_publication(self, article: Article) -> Self:
        """Those that nobody has approved yet."""
        number = article.published.number if article.published else 0
        return self.filter(article=article, number__gt=number)

    def in_order(self) -> Self:
        """The newest first, with who wrote them."""
        return self.select_related("by").order_by("-number")


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    """Sets of addresses that articles had before."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of articles of which `user` may know."""
        articles: Any = self.model.article.field.related_model
        return self.filter(article__in=articles.objects.visible_to(user)).select_related("article")


class ArticleFileQuerySet(models.QuerySet["ArticleFile"]):
    """Sets of files of articles."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of published texts of which `user` may know: what more is for `portfolio.may_have`.

        All, for those who write or review.
        """
        if user.is_authenticated and permissions.roles_of(user):
            return self
        articles: Any = self.model.article.field.related_model
        return self.filter(revisions=F("article__published"), article__in=articles.objects.visible_to(user))

    def with_text(self) -> Self:
        """With what decides who gets them, and nothing of the text itself."""
        fetched = self.select_related("article__published")
        return fetched.defer(*(f"article__published__{name}" for name in TEXTS))


class CategoryQuerySet(models.QuerySet["Category"]):
    """Sets of categories; everybody may know all of them."""

    def in_order(self) -> Self:
        """As the vendor ordered them."""
        return self.order_by("position", "name")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Sets of subscriptions."""

    def visible_to(self, user: User) -> Self:
        """Everybody's own."""
        return self.filter(person=user)

    def told_of(self, article: Article) -> Self:
        """Those that a new text of the article is news for."""
        text = article.published
        about = Q(article=article)
        if text:
            about |= Q(category=text.category_id)
            about |= Q(product=text.product_id) if text.product_id else Q(pk=None)
        return self.filter(about, person__is_active=True)
