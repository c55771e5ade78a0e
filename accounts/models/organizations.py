"""Organizations, the people who speak for them, and where their products run."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import ContactQuerySet, EnvironmentQuerySet, OrganizationQuerySet
from catalog.models import Product, Region, Version
from common.history import Event


class Organization(models.Model):
    """The customer's company. Its `key` begins the references of its tickets: ABC-1042."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    key = models.CharField(
        _("key"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9]{1,5}$", _("Two to six capital letters or digits: ABC."))],
        help_text=_("Begins the references of its tickets: ABC-1042."),
    )
    account_owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("account owner")
    )
    contact_limit = models.PositiveSmallIntegerField(
        _("named contacts"),
        null=True,
        editable=False,
        help_text=_("How many contacts may file tickets, as its contracts say; empty: as many as there are."),
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class OrganizationDomain(models.Model):
    """An e-mail domain whose people may ask to join the organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(
        _("domain"),
        max_length=120,
        unique=True,
        validators=[
            RegexValidator(r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", _("A domain reads example.com."))
        ],
        help_text=_("What stands behind the @ of its people's addresses: example.com."),
    )

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")
        constraints = [
            models.CheckConstraint(condition=Q(domain=Lower("domain")), name="accounts_domain_in_lower_case"),
        ]

    def __str__(self) -> str:
        return self.domain

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Accept a domain in any case, or with its @."""
        self.domain = self.domain.strip().removeprefix("@").lower()
        super().clean_fields(exclude)


class Contact(models.Model):
    """A person of an organization who uses the portal, at home in a region."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="contacts")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="contacts")
    home_region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("home region")
    )
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="accounts_contact_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.organization})"

    @property
    def is_current(self) -> bool:
        """Whether the person speaks for the organization today."""
        return self.left_at is None and self.user.is_active


class ContactRole(models.Model):
    """What a contact may do for its organization; roles combine."""

    class Role(models.TextChoices):
        """The roles of `docs/glossary.md`."""

        MEMBER = "member", _("member")
        MANAGER = "manager", _("manager")
        BILLING = "billing", _("billing")
        VIEWER = "viewer", _("viewer")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    granted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(_("granted"), null=True, blank=True)

    class Meta:
        verbose_name = _("role of a contact")
        verbose_name_plural = _("roles of a contact")
        constraints = [models.UniqueConstraint(fields=["contact", "role"], name="accounts_role_once")]

    def __str__(self) -> str:
        return self.get_role_display()


class ContactPin(models.Model):
    """The number by which a contact proves on the phone who calls; only its hash is kept.

    After too many wrong tries it answers nobody until `locked_until`.
    """

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="pin")
    hash = models.CharField(max_length=200, editable=False)
    made_at = models.DateTimeField(_("made"))
    failures = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    locked_until = models.DateTimeField(_("locked until"), null=True)

    class Meta:
        verbose_name = _("phone PIN")
        verbose_name_plural = _("phone PINs")

    def __str__(self) -> str:
        return str(self.contact)


class Environment(models.Model):
    """An organization's installation of a product."""

    class Use(models.TextChoices):
        """What an installation is for."""

        PRODUCTION = "production", _("production")
        TEST = "test", _("test")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="environments")
    name = models.CharField(_("name"), max_length=80)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(_("use"), max_length=12, choices=Use, default=Use.PRODUCTION)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = EnvironmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("environment")
        verbose_name_plural = _("environments")
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="accounts_environment_once")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a version of another product."""
        if self.version_id and self.product_id and self.version.product_id != self.product_id:
            raise ValidationError({"version": _("This is a version of another product.")})


class OrganizationEvent(Event):
    """What happened to the people of an organization; append-only."""

    class Code(models.TextChoices):
        """What can happen; `data` names the facts."""

        JOINED = "joined", _("joined")
        DECLINED = "declined", _("was not accepted")
        ROLE_GRANTED = "role_granted", _("received a role")
        ROLE_REVOKED = "role_revoked", _("lost a role")
        REGION_CHANGED = "region_changed", _("moved to another home region")
        LEFT = "left", _("left")
        INVITED = "invited", _("was invited")
        INVITATION_WITHDRAWN = "invitation_withdrawn", _("is no longer invited")
        ENVIRONMENT_ADDED = "environment_added", _("added an environment")
        ENVIRONMENT_CHANGED = "environment_changed", _("changed an environment")
        ENVIRONMENT_RETIRED = "environment_retired", _("retired an environment")
        PIN_MADE = "pin_made", _("made a phone PIN")
        PIN_LOCKED = "pin_locked", _("had their phone PIN locked after wrong tries")
        PIN_OVERRIDDEN = "pin_overridden", _("was believed on the phone without a PIN")
        VIEWED = "viewed", _("had their pages looked at by an agent")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="events")
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("event of an organization")
        verbose_name_plural = _("events of an organization")
