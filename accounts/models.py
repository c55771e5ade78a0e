"""People: users, the organizations they speak for as contacts, and the vendor's agents."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from timezone_field import TimeZoneField

from accounts.querysets import (
    AgentQuerySet,
    ContactQuerySet,
    JoinRequestQuerySet,
    OrganizationQuerySet,
    UserManager,
)
from catalog.models import Desk, Product, Region, Version


class User(AbstractBaseUser, PermissionsMixin):
    """A person who logs in with an e-mail address; a contact, an agent, both or neither."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    zone = TimeZoneField(_("time zone"), default="UTC", use_pytz=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), null=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The person's name, for Django and allauth."""
        return str(self)


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

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")

    def __str__(self) -> str:
        return self.name


class OrganizationDomain(models.Model):
    """An e-mail domain whose people may ask to join the organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="domains")
    domain = models.CharField(_("domain"), max_length=120, unique=True, help_text=_("example.com"))

    class Meta:
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")

    def __str__(self) -> str:
        return self.domain


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

    class Meta:
        verbose_name = _("environment")
        verbose_name_plural = _("environments")
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="accounts_environment_once")]

    def __str__(self) -> str:
        return self.name


class Agent(models.Model):
    """A person of the vendor who works tickets."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="agent")
    sees_all_desks = models.BooleanField(_("sees all desks"), default=False)
    skills = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("product skills"))

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("agent")
        verbose_name_plural = _("agents")

    def __str__(self) -> str:
        return str(self.user)


class DeskMembership(models.Model):
    """An agent's place at a desk; a lead answers for it."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="memberships")
    is_lead = models.BooleanField(_("lead"), default=False)

    class Meta:
        verbose_name = _("desk membership")
        verbose_name_plural = _("desk memberships")
        constraints = [models.UniqueConstraint(fields=["agent", "desk"], name="accounts_membership_once")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.desk}"


class SignUpPolicy(models.Model):
    """Who may make an account by themselves. There is one row."""

    class Mode(models.TextChoices):
        """How open the door is."""

        CLOSED = "closed", _("closed: by invitation only")
        DOMAIN = "domain", _("by e-mail domain of an organization")
        OPEN = "open", _("open: strangers see what any registered person sees")

    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.DOMAIN)

    class Meta:
        verbose_name = _("sign-up policy")
        verbose_name_plural = _("sign-up policy")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="accounts_one_sign_up_policy")]

    def __str__(self) -> str:
        return self.get_mode_display()


class JoinRequest(models.Model):
    """A person asks to become a contact of an organization; its manager decides."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="join_requests")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="join_requests")
    message = models.CharField(_("message"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    contact = models.OneToOneField(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", help_text=_("Set when accepted.")
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("join request")
        verbose_name_plural = _("join requests")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], condition=Q(decided_at=None), name="accounts_one_open_join_request"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} asks to join {self.organization}"
