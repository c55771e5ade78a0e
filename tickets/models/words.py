"""What a vendor prepares for its agents: tags, macros, fields of its products, problems that many tickets share."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Desk, Product, Version
from tickets.querysets import CustomFieldQuerySet, MacroQuerySet, ProblemQuerySet, SavedViewQuerySet, TagQuerySet


class Tag(models.Model):
    """A word that agents put on tickets; no customer sees it."""

    name = models.SlugField(_("name"), max_length=40, unique=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name


class Macro(models.Model):
    """A prepared answer, and what is done to the ticket with it; one with a text alone is a canned reply.

    `text` may name the placeholders of `tickets.rules.PLACEHOLDERS`; without a desk it is for all of them.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text"), blank=True)
    is_note = models.BooleanField(_("write it as an internal note"), default=False)
    status = models.CharField(_("put the ticket to"), max_length=24, blank=True)
    waiting_for = models.CharField(_("what the customer is asked for"), max_length=200, blank=True)
    takes = models.BooleanField(_("take the ticket"), default=False)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags to add"))
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = MacroQuerySet.as_manager()

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="waiting_for_customer") | ~Q(waiting_for=""),
                name="tickets_macro_names_what_it_asks",
                violation_error_message=_("A ticket waits for the customer only with a question: say what for."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class CustomField(models.Model):
    """A question that the tickets of a product answer besides the usual ones."""

    class Kind(models.TextChoices):
        """What an answer looks like."""

        TEXT = "text", _("text")
        NUMBER = "number", _("number")
        DATE = "date", _("date")
        YES_NO = "yes_no", _("yes or no")
        CHOICE = "choice", _("one of a list")

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="custom_fields")
    label = models.CharField(_("label"), max_length=80)
    help = models.CharField(_("help"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    options = models.JSONField(_("list"), default=list, blank=True)
    is_required = models.BooleanField(_("required"), default=False)
    is_shown_to_customer = models.BooleanField(_("shown to the customer"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("field of a product")
        verbose_name_plural = _("fields of a product")
        constraints = [
            models.UniqueConstraint(fields=["product", "label"], name="tickets_field_once"),
            models.CheckConstraint(
                condition=Q(is_required=False) | Q(is_shown_to_customer=True),
                name="tickets_required_fields_are_shown",
                violation_error_message=_("What the customer must answer is shown to the customer."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Problem(models.Model):
    """One fault behind the tickets of several customers; none of them sees it, nor each other."""

    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    description_html = models.TextField(editable=False, blank=True)
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    solved_at = models.DateTimeField(_("solved"), null=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")

    def __str__(self) -> str:
        return f"P-{self.pk} {self.subject}"


class ProblemNews(models.Model):
    """What was done to all tickets of a problem at once; `results` are pairs of a ticket's row and what became of it.

    What became of a ticket is `told`, `resolved`, or the code of the refusal.
    """

    class Kind(models.TextChoices):
        """What was done."""

        TOLD = "told", _("told all")
        SOLVED = "solved", _("solved")
        REOPENED = "reopened", _("reopened")

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="news")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("text"), blank=True)
    html = models.TextField(editable=False, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("sent"))
    results = models.JSONField(_("results"), default=list)

    class Meta:
        verbose_name = _("news of a problem")
        verbose_name_plural = _("news of problems")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%Y-%m-%d %H:%M}"


class SavedView(models.Model):
    """Filters of the queue under a name; with a desk it is shared with that desk's agents."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    desk = models.ForeignKey(Desk, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    filters = models.JSONField(_("filters"))
    saved_at = models.DateTimeField(_("saved"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="tickets_view_once")]

    def __str__(self) -> str:
        return self.name
