"""Private addresses from which a calendar reads."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from common.feeds import SecretFeed
from entitlements.querysets import CoverageFeedQuerySet


class CoverageFeed(SecretFeed):
    """A private address from which a calendar reads a contact's cover."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="coverage_feeds")

    objects = CoverageFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed of coverage")
        verbose_name_plural = _("calendar feeds of coverage")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(revoked_at=None), name="entitlements_one_open_feed_a_contact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}: {self.created_at:%Y-%m-%d}"
