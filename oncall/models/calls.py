"""Pages, the escalation that each of them runs through, and every call that was made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agent
from catalog.models import Desk
from common.history import Event
from entitlements.models import Contract
from oncall.models.escalation import Whom
from oncall.querysets.calls import EscalationRunQuerySet, HeldBackPageQuerySet, PageQuerySet


class Page(models.Model):
    """A call to the on-call agent. Without an agent it went to the fallback address."""

    class Kind(models.TextChoices):
        """Whether somebody is needed, or only asked to show that a page would reach them."""

        REAL = "real", _("page")
        DRILL = "drill", _("fire drill")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.REAL)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="pages")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="pages")
    recipient = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=200)
    url = models.CharField(_("address of what it is about"), max_length=300)
    dedupe_key = models.CharField(max_length=120, unique=True)
    paged_at = models.DateTimeField(_("paged"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True)
    acknowledged_by = models.ForeignKey(
        Agent, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("acknowledged by")
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="oncall_acknowledged_by_someone",
            )
        ]
        indexes = [
            models.Index(fields=["contract", "paged_at"], name="oncall_pages_of_contract"),
            models.Index(fields=["-paged_at", "-id"], name="oncall_newest_pages"),
            models.Index(fields=["kind", "paged_at"], name="oncall_pages_of_a_kind"),
            models.Index(fields=["desk", "acknowledged_at"], name="oncall_taken_pages_of_a_desk"),
        ]

    def __str__(self) -> str:
        return self.subject


class HeldBackPage(models.Model):
    """A page that was owed and not made: its contract had as many within the hour as are made for one.

    Who is on call and the leads of the desk are told of it in a digest, at `told_at`.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(_("subject"), max_length=200)
    url = models.CharField(_("address of what it is about"), max_length=300)
    dedupe_key = models.CharField(max_length=120, unique=True)
    cap = models.PositiveSmallIntegerField(_("pages an hour"))
    held_at = models.DateTimeField(_("held back"))
    told_at = models.DateTimeField(_("told"), null=True, db_index=True)

    objects = HeldBackPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page that was held back")
        verbose_name_plural = _("pages that were held back")

    def __str__(self) -> str:
        return self.subject


class EscalationRun(models.Model):
    """The calls of a page, one step after the other by the policy as it was when they began.

    `position` counts the steps taken, over all rounds; `due_at` is when the next one is taken, None when it is over.
    """

    class Ending(models.TextChoices):
        """Why nobody is called any more."""

        ACKNOWLEDGED = "acknowledged", _("somebody has it")
        RESOLVED = "resolved", _("the customer was answered")
        EXHAUSTED = "exhausted", _("nobody answered")

    page = models.OneToOneField(Page, on_delete=models.PROTECT, related_name="run")
    policy_name = models.CharField(_("policy"), max_length=80)
    steps = models.JSONField()
    repeats = models.PositiveSmallIntegerField(_("repeats"))
    assignee = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(_("started"))
    due_at = models.DateTimeField(_("next step"), null=True, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    ending = models.CharField(_("because"), max_length=12, choices=Ending, blank=True)

    objects = EscalationRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", due_at__isnull=False)
                | Q(ended_at__isnull=False, due_at=None) & ~Q(ending=""),
                name="oncall_run_goes_on_or_ended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.policy_name}: {self.page}"


class Attempt(models.Model):
    """One call of an escalation, or a step that reached nobody: then it has no address."""

    run = models.ForeignKey(EscalationRun, on_delete=models.PROTECT, related_name="attempts")
    position = models.PositiveSmallIntegerField(_("step"))
    whom = models.CharField(_("whom to call"), max_length=14, choices=Whom)
    agent = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    recipient = models.EmailField(_("address"), blank=True)
    called_at = models.DateTimeField(_("called"))
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        # What somebody was called about is read with each page that its agent asks for: from the index alone.
        indexes = [models.Index(fields=["agent", "run"], name="oncall_calls_of_an_agent")]
        constraints = [
            models.UniqueConstraint(fields=["run", "position", "recipient"], name="oncall_called_once_a_step")
        ]

    def __str__(self) -> str:
        return f"{self.get_whom_display()}: {self.recipient}"


class PageEvent(Event):
    """What became of a page: who was called, that nobody was left to call, who took it. Nobody did it: a sweep did."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="events")

    class Meta:
        verbose_name = _("page event")
        verbose_name_plural = _("page events")
