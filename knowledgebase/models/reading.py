"""What readers leave with an article: whether it helped, and that they want its news."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from knowledgebase import rules
from knowledgebase.models.writing import Article, Category, Revision
from knowledgebase.querysets import SubscriptionQuerySet

READER = settings.AUTH_USER_MODEL


class Feedback(models.Model):
    """Whether an article helped somebody, and why not; the last word of each person counts."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="feedback")
    user = models.ForeignKey(READER, on_delete=models.CASCADE, related_name="+")
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

    person = models.ForeignKey(READER, on_delete=models.CASCADE, related_name="+")
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
