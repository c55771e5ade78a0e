"""What readers do with posts and threads without writing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.models.talk import Post, Thread


class Vote(models.Model):
    """Somebody finds a post of somebody else useful; once."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [models.UniqueConstraint(fields=["post", "voter"], name="community_one_vote_each")]

    def __str__(self) -> str:
        return f"{self.voter_id} for {self.post_id}"


class Follow(models.Model):
    """Somebody is told by mail what is written in a thread; whoever has the secret `token` of the mail ends it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=43, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="community_one_follow_each")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.thread_id}"
