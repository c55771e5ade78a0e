"""Rows edited together with their parent, in the administration."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet


class CheckedFormSet(BaseInlineFormSet):
    """Asks the constraints that name the parent too; Django leaves those to the database, which answers 500."""

    def clean(self) -> None:
        """Put what a constraint says on the row that breaks it."""
        super().clean()
        if self.instance.pk is None:
            return
        for form in self.forms:
            if form.has_changed() and not form.errors and not self._is_deleted(form):
                _check(form)

    def _is_deleted(self, form: Any) -> bool:
        return self.can_delete and self._should_delete_form(form)  # type: ignore[attr-defined]  # Django's own


def _check(form: Any) -> None:
    try:
        form.instance.validate_constraints()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
