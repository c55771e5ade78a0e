"""What narrows the list of threads, and its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.choices import let_choose
from community.models import Category
from community.querysets import ThreadQuerySet

STATES = (
    ("", _("All threads")),
    ("unanswered", _("Without an answer")),
    ("unsolved", _("Not solved yet")),
    ("solved", _("Solved")),
)
OWN = (("mine", _("Mine")), ("followed", _("That I follow")))


class ThreadFilters(forms.Form):
    """Filters of the list; one that is not understood hides nothing."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    tag = forms.SlugField(label=_("Tag"), required=False, max_length=30)
    q = forms.CharField(label=_("Search the threads"), required=False, max_length=200)

    def __init__(self, *args: Any, categories: Sequence[Category], knows_reader: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = {str(each.product_id): str(each.product) for each in categories if each.product}
        let_choose(self, "category", [("", _("All categories")), *((each.slug, each.name) for each in categories)])
        let_choose(self, "product", [("", _("All products")), *products.items()])
        let_choose(self, "state", [*STATES, *(OWN if knows_reader else ())])
        self.asked = self._understood()

    @property
    def narrows(self) -> bool:
        """Whether anything may be hidden."""
        return any(self.asked.values())

    def narrow(self, threads: ThreadQuerySet, reader: User | Any) -> ThreadQuerySet:
        """The threads that are asked for; what is searched is for the caller."""
        asked = self.asked
        if asked.get("category"):
            threads = threads.filter(category__slug=asked["category"])
        if asked.get("product"):
            threads = threads.filter(category__product=int(asked["product"]))
        if asked.get("tag"):
            threads = threads.filter(tags__name=asked["tag"])
        return self._in_state(threads, asked.get("state", ""), reader)

    @staticmethod
    def _in_state(threads: ThreadQuerySet, state: str, reader: User | Any) -> ThreadQuerySet:
        match state:
            case "unanswered":
                return threads.unanswered()
            case "unsolved":
                return threads.filter(accepted=None, locked_at=None)
            case "solved":
                return threads.exclude(accepted=None)
            case "mine":
                return threads.filter(author=reader)
            case "followed":
                return threads.filter(follows__person=reader)
        return threads

    def _understood(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
