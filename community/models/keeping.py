"""What keeps the community civil: flags, bans, words of spam; and what was done, in order."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.history import Event
from community.models.talk import Post, Thread
from community.querysets import BanQuerySet, EventQuerySet, FlagQuerySet


class Flag(models.Model):
    """A reader asks the moderators to look at a post; settled when one of them has."""

    class Reason(models.TextChoices):
        """What is wrong with it."""

        SPAM = "spam", _("spam or advertising")
        RUDE = "rude", _("rude or hostile")
        PRIVATE = "private", _("shows something private")
        WRONG_PLACE = "wrong_place", _("in the wrong place")
        OTHER = "other", _("something else")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    note = models.CharField(_("what the moderators should know"), max_length=500, blank=True)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(
                fields=["post", "reporter"], condition=Q(settled_at=None), name="community_one_open_flag_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.post_id}"


class Ban(models.Model):
    """All that a person wrote is hidden from others, not from itself, until the ban is lifted."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bans")
    reason = models.CharField(_("reason"), max_length=500)
    banned_at = models.DateTimeField(_("banned"))
    banned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("lifted"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(lifted_at=None), name="community_one_ban_at_a_time")
        ]

    def __str__(self) -> str:
        return str(self.person)


class SpamWord(models.Model):
    """A word or phrase for which a post waits for a moderator."""

    text = models.CharField(_("word or phrase"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("word of spam")
        verbose_name_plural = _("words of spam")

    def __str__(self) -> str:
        return self.text


class CommunityEvent(Event):
    """What happened to a thread, a post or, without either, to a person."""

    thread = models.ForeignKey(Thread, null=True, on_delete=models.PROTECT, related_name="events")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="events")
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("community event")
        verbose_name_plural = _("community events")
