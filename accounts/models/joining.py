"""Who may make an account, and who asks to speak for an organization."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organizations import Contact, Organization
from accounts.models.users import User
from accounts.querysets import InvitationQuerySet, JoinRequestQuerySet
from catalog.models import Region


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
    contact = models.ForeignKey(
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


class Invitation(models.Model):
    """A manager asks somebody by mail to become a contact; the link in it is good once, and for some days.

    Only the hash of the link's token is kept.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    roles = models.JSONField(_("roles"))
    home_region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("home region")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="accounts_one_open_invitation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.organization}"
