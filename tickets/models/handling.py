"""How a ticket is handled: who follows it, who looks at it, what it took, what was said of it in the end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.models import Desk
from oncall.models import Page
from tickets.models.conversation import Note
from tickets.models.ticket import Ticket
from tickets.models.words import CustomField
from tickets.querysets import PresenceQuerySet


class Watcher(models.Model):
    """Somebody who follows a ticket besides its requester and its assignee, and may read it."""

    class Why(models.TextChoices):
        """How somebody came to follow it."""

        ADDED = "added", _("added")
        MENTIONED = "mentioned", _("mentioned")
        MERGED = "merged", _("came with a merged ticket")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watched")
    why = models.CharField(_("why"), max_length=10, choices=Why, default=Why.ADDED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("watcher")
        verbose_name_plural = _("watchers")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="tickets_watcher_once")]

    def __str__(self) -> str:
        return str(self.user)


class Presence(models.Model):
    """When an agent last had a ticket open."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(_("seen"))
    is_writing = models.BooleanField(_("writing"), default=False)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="tickets_presence_once")]

    def __str__(self) -> str:
        return f"{self.user} at {self.seen_at:%H:%M}"


class HandOver(models.Model):
    """A ticket went from one desk to another with a note; the desk that handed it over still reads it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="hand_overs")
    from_desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    to_desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("handed over"))

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        constraints = [
            models.CheckConstraint(condition=~Q(from_desk=F("to_desk")), name="tickets_hand_over_to_another_desk")
        ]

    def __str__(self) -> str:
        return f"{self.from_desk}: {self.to_desk}"


class TicketPage(models.Model):
    """On-call was called about a ticket by a page; whoever was called reads it and may take it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="pages")
    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("page about a ticket")
        verbose_name_plural = _("pages about tickets")

    def __str__(self) -> str:
        return str(self.page)


class TimeEntry(models.Model):
    """Minutes that an agent worked on a ticket; a mistake is cancelled, not edited."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="time_entries")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="time_entries")
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    what = models.CharField(_("what was done"), max_length=200)
    at = models.DateTimeField(_("entered"))
    cancelled_at = models.DateTimeField(_("cancelled"), null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("time entry")
        verbose_name_plural = _("time entries")
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 24 * 60)), name="tickets_time_within_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.minutes} min"


class SettingAside(models.Model):
    """A ticket was put into the trash, as spam or as a mistake; it can be restored."""

    class Reason(models.TextChoices):
        """Why."""

        SPAM = "spam", _("spam")
        MISTAKE = "mistake", _("filed by mistake")

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="settings_aside")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("set aside"))
    restored_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    restored_at = models.DateTimeField(_("restored"), null=True)

    class Meta:
        verbose_name = _("setting aside")
        verbose_name_plural = _("settings aside")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(restored_at=None), name="tickets_set_aside_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class SeverityDispute(models.Model):
    """A customer disagrees with a severity that an agent set; an agent answers."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="disputes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("disputed"))
    set_to = models.PositiveSmallIntegerField(_("severity that was set"), choices=Ticket.Severity)
    asks_for = models.PositiveSmallIntegerField(_("severity that is asked for"), choices=Ticket.Severity)
    reason = models.CharField(_("reason"), max_length=500)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_upheld = models.BooleanField(_("the customer was right"), null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dispute about a severity")
        verbose_name_plural = _("disputes about severities")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(decided_at=None), name="tickets_one_open_dispute_a_ticket"
            ),
            models.CheckConstraint(condition=Q(asks_for__lt=F("set_to")), name="tickets_dispute_asks_for_more"),
        ]

    def __str__(self) -> str:
        return f"{self.set_to}: {self.asks_for}"


class Rating(models.Model):
    """What the customer says of the service in the end."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="rating")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"))
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    at = models.DateTimeField(_("rated"))

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [models.CheckConstraint(condition=Q(score__range=(1, 5)), name="tickets_score_of_five")]

    def __str__(self) -> str:
        return str(self.score)


class Link(models.Model):
    """Two tickets of one organization belong together: `later` follows from `earlier`, or is a part of it."""

    class Kind(models.TextChoices):
        """How."""

        RELATED = "related", _("related")
        PARENT = "parent", _("part of")
        FOLLOW_UP = "follow_up", _("follow-up")
        SPLIT = "split", _("split off")

    earlier = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_to_later")
    later = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links_to_earlier")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("linked"))

    class Meta:
        verbose_name = _("link between tickets")
        verbose_name_plural = _("links between tickets")
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later", "kind"], name="tickets_link_once"),
            models.CheckConstraint(condition=~Q(earlier=F("later")), name="tickets_not_linked_to_itself"),
            models.UniqueConstraint(
                fields=["later"], condition=Q(kind="parent"), name="tickets_part_of_one_other_ticket"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Merge(models.Model):
    """A ticket was merged into another of its organization; undone, it stands where it stood before."""

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges_into")
    status_before = models.CharField(_("status before"), max_length=24, choices=Ticket.Status)
    waiting_for_before = models.CharField(_("waiting for before"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("merged"))
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(undone_at=None), name="tickets_merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(source=F("target")), name="tickets_not_merged_with_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.target_id}"


class FieldValue(models.Model):
    """What a ticket answers to a field of its product, as text that the field's kind can read."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="field_values")
    field = models.ForeignKey(CustomField, on_delete=models.PROTECT, related_name="values")
    value = models.CharField(_("value"), max_length=500)

    class Meta:
        verbose_name = _("answer to a field")
        verbose_name_plural = _("answers to fields")
        constraints = [models.UniqueConstraint(fields=["ticket", "field"], name="tickets_one_answer_a_field")]

    def __str__(self) -> str:
        return self.value
