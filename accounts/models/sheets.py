"""Spreadsheets that are imported: each is tried first, then imported when somebody says so, row by row."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import SheetImportQuerySet


class SheetImport(models.Model):
    """A file of rows of one kind (`sheet`). Its rows wait, are worked on in slices, and keep what became of them.

    A worker has it until `worked_until`.
    """

    class State(models.TextChoices):
        """Where it stands."""

        TRYING = "trying", _("on trial")
        TRIED = "tried", _("waits for a confirmation")
        APPLYING = "applying", _("on its way in")
        DONE = "done", _("imported")
        DROPPED = "dropped", _("dropped")

    sheet = models.CharField(_("sheet"), max_length=40)
    file_name = models.CharField(_("file"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.TRYING)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("confirmed or dropped"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(_("finished"), null=True)
    worked_until = models.DateTimeField(null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of a spreadsheet")
        verbose_name_plural = _("imports of spreadsheets")

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_working(self) -> bool:
        """Whether rows of it are still to be looked at."""
        return self.state in {self.State.TRYING, self.State.APPLYING}

    @property
    def is_tried(self) -> bool:
        """Whether somebody has to say that it is imported, or dropped."""
        return self.state == self.State.TRIED


class SheetRow(models.Model):
    """A row of a file with what became of it; while it waits its `outcome` is empty.

    Rows of one `key` are one thing, a contract with its lines, and come in together or not at all.
    """

    class Outcome(models.TextChoices):
        """What became of a row."""

        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")
        REFUSED = "refused", _("refused")
        HELD_BACK = "held_back", _("held back")

    sheet_import = models.ForeignKey(SheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(_("of"), max_length=80)
    cells = models.JSONField()
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    words = models.JSONField(default=list)

    class Meta:
        verbose_name = _("row of a spreadsheet")
        verbose_name_plural = _("rows of spreadsheets")
        constraints = [models.UniqueConstraint(fields=["sheet_import", "number"], name="accounts_sheet_row_once")]
        indexes = [
            models.Index(fields=["sheet_import", "outcome", "number"], name="accounts_sheet_rows_waiting"),
            models.Index(fields=["sheet_import", "key"], name="accounts_sheet_rows_of_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.key}"
