"""Time units: what incident-based options are paid in, and the ledger of them (R11)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from entitlements.querysets import LedgerEntryQuerySet, UnitAccountQuerySet, UnitHoldQuerySet, UnitLotQuerySet


class UnitTerms(models.Model):
    """How the vendor sells time units. There is one row."""

    unit_minutes = models.PositiveSmallIntegerField(
        _("minutes a unit"), default=15, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    expire_after_months = models.PositiveSmallIntegerField(
        _("months until units expire"),
        default=12,
        validators=[MaxValueValidator(120)],
        help_text=_("Counted from the purchase; 0 is never. Units that were bought before keep their day."),
    )
    refunds_defects = models.BooleanField(
        _("a product defect refunds the incident"),
        default=True,
        help_text=_("An agent proposes it, an administrator approves it."),
    )
    low_at = models.PositiveSmallIntegerField(
        _("a balance is low below"),
        default=4,
        help_text=_("Below so many units an organization is told, once until it has enough; 0 is never."),
    )

    class Meta:
        verbose_name = _("terms of time units")
        verbose_name_plural = _("terms of time units")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="entitlements_one_row_of_unit_terms"),
            models.CheckConstraint(condition=Q(unit_minutes__range=(1, 1440)), name="entitlements_unit_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_minutes} min"


class UnitAccount(models.Model):
    """An organization's time units: what is left to use and what is held. Neither goes below zero (R11)."""

    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="unit_account")
    balance = models.IntegerField(_("balance"), default=0)
    held = models.IntegerField(_("held"), default=0)
    low_at = models.PositiveSmallIntegerField(
        _("low below"), null=True, blank=True, help_text=_("Empty: as the terms of time units say.")
    )

    objects = UnitAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("time unit account")
        verbose_name_plural = _("time unit accounts")
        constraints = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="entitlements_units_never_below_zero"),
            models.CheckConstraint(condition=Q(held__gte=0), name="entitlements_held_units_never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.balance}"


class UnitLot(models.Model):
    """Units that were bought together and expire together; `left` of them are available."""

    account = models.ForeignKey(UnitAccount, on_delete=models.PROTECT, related_name="lots")
    units = models.PositiveIntegerField(_("units bought"))
    left = models.IntegerField(_("left"))
    bought_at = models.DateTimeField(_("bought"))
    expires_at = models.DateTimeField(_("expires"), null=True, db_index=True)

    objects = UnitLotQuerySet.as_manager()

    class Meta:
        verbose_name = _("lot of time units")
        verbose_name_plural = _("lots of time units")
        constraints = [
            models.CheckConstraint(condition=Q(left__gte=0, left__lte=F("units")), name="entitlements_lot_left"),
            models.CheckConstraint(
                condition=Q(expires_at=None) | Q(expires_at__gt=F("bought_at")), name="entitlements_lot_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.left} of {self.units}"


class UnitHold(models.Model):
    """Units taken off the balance for one incident before it is served; what is not used goes back.

    `subject` names the incident, such as a ticket's reference; it has one open hold at most. `minimum` is used in any
    case; `consented` is how many units the customer agreed to spend in all.
    """

    account = models.ForeignKey(UnitAccount, on_delete=models.PROTECT, related_name="holds")
    subject = models.CharField(_("what for"), max_length=80)
    minimum = models.PositiveIntegerField(_("minimum"))
    consented = models.PositiveIntegerField(_("agreed to"))
    held = models.IntegerField(_("held"))
    used = models.IntegerField(_("used"), default=0)
    opened_at = models.DateTimeField(_("since"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("until"), null=True)

    objects = UnitHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of time units")
        verbose_name_plural = _("holds of time units")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at=None), name="entitlements_one_open_hold_a_subject"
            ),
            models.CheckConstraint(condition=Q(held__gte=0, used__gte=0), name="entitlements_hold_not_below_zero"),
            models.CheckConstraint(
                condition=Q(consented__gte=F("held") + F("used")), name="entitlements_hold_within_consent"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | Q(held=0), name="entitlements_closed_hold_is_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.held} held, {self.used} used"

    @property
    def reference(self) -> str:
        """The incident's ticket; what is held for its window has a subject of its own."""
        return self.subject.partition("/")[0]


class HeldUnits(models.Model):
    """From which lot a hold has how many units; they go back there."""

    hold = models.ForeignKey(UnitHold, on_delete=models.PROTECT, related_name="parts")
    lot = models.ForeignKey(UnitLot, on_delete=models.PROTECT, related_name="held")
    units = models.IntegerField()
    used = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("held units of a lot")
        verbose_name_plural = _("held units of lots")
        constraints = [
            models.UniqueConstraint(fields=["hold", "lot"], name="entitlements_hold_names_a_lot_once"),
            models.CheckConstraint(
                condition=Q(units__gte=0, used__gte=0), name="entitlements_held_units_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id}, {self.lot_id}: {self.units}"


class LedgerEntry(models.Model):
    """Units that went from one bucket of an account into another. Nothing here is edited or deleted, ever.

    The database refuses both; a mistake is reversed by another entry. `use_key` says what it was for: with the account,
    the kind and the lot it stands here once, so that nothing is charged twice.
    """

    class Kind(models.TextChoices):
        """Why; `entitlements.rules.MOVES` says from where and into what."""

        PURCHASED = "purchased", _("purchased")
        HELD = "held", _("held")
        CONSUMED = "consumed", _("consumed")
        CORRECTED = "corrected", _("corrected")
        RELEASED = "released", _("released")
        EXPIRED = "expired", _("expired")
        REFUNDED = "refunded", _("refunded")
        REVERSED = "reversed", _("reversed")

    class Bucket(models.TextChoices):
        """Where units are."""

        VENDOR = "vendor", _("the vendor")
        AVAILABLE = "available", _("available")
        HELD = "held", _("held")
        CONSUMED = "consumed", _("consumed")
        EXPIRED = "expired", _("expired")

    account = models.ForeignKey(UnitAccount, on_delete=models.PROTECT, related_name="entries")
    lot = models.ForeignKey(UnitLot, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    source = models.CharField(_("out of"), max_length=10, choices=Bucket)
    target = models.CharField(_("into"), max_length=10, choices=Bucket)
    units = models.PositiveIntegerField(_("units"))
    use_key = models.CharField(_("for"), max_length=120)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "use_key", "lot"], name="entitlements_entry_once"),
            models.CheckConstraint(condition=Q(units__gte=1), name="entitlements_entry_units"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="entitlements_entry_moves"),
        ]
        indexes = [models.Index(fields=["account", "at"], name="entitlements_entries_of_month")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.units} for {self.use_key}"

    @property
    def is_of_available(self) -> bool:
        """Whether it changes what is available; units that are used were taken off it when they were held."""
        return self.Bucket.AVAILABLE in {self.source, self.target}

    @property
    def subject(self) -> str:
        """The incident, such as a ticket's reference; empty for what was bought or expired."""
        head = self.use_key.partition("/")[0]
        return "" if ":" in head else head
