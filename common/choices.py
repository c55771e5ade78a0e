"""Lists of a form that are known only when it is made."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm


def let_choose(form: BaseForm, name: str, choices: Iterable[Any]) -> None:
    """Let the field `name` of the form be chosen from `choices`, as Django takes them: pairs, or groups of pairs."""
    field: Any = form.fields[name]
    field.choices = list(choices)


def let_choose_among(form: BaseForm, name: str, rows: QuerySet[Any, Any]) -> None:
    """Let the field `name` of the form be chosen from `rows`."""
    field: Any = form.fields[name]
    field.queryset = rows
