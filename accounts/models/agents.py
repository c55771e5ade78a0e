"""The vendor's agents and their places at desks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.users import User
from accounts.querysets import AgentQuerySet
from catalog.models import Desk, Product


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
