"""What narrows the queue."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Options = Mapping[str, list[tuple[int, str]]]
"""By field name: the ids and names to choose from."""

LARGEST_KEY = 2**63 - 1
"""No row has a larger key, and no database takes one."""
COLUMNS = {
    "desk": "desk",
    "product": "product",
    "organization": "organization",
    "severity": "severity",
    "status": "status",
    "tag": "tags",
}
"""The filters that ask for one value, and what of the ticket they compare."""
ROWS = ("desk", "product", "organization", "tag", "assignee")
"""The filters whose choices are rows."""
ME, NOBODY = "me", "nobody"
DISPUTED = "disputed"
STATES = (*Ticket.Status.choices, (DISPUTED, _("severity disputed")))
PROMISES = (
    ("broken", _("Broken")),
    ("at_risk", _("At risk")),
    ("today", _("Due today")),
    ("paused", _("Paused")),
    ("none", _("None")),
)
GONE = _("gone, or not yours to see")


def _key(label: "StrOrPromise", most: int = LARGEST_KEY) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=most, widget=forms.Select)


class QueueFilters(forms.Form):
    """Filters of the queue; a value that makes no sense narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    desk = _key(_("Desk"))
    product = _key(_("Product"))
    organization = _key(_("Organization"))
    severity = _key(_("Severity"), most=max(Ticket.Severity))
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *STATES])
    promise = forms.ChoiceField(label=_("Promise"), required=False, choices=[("", _("Any promise")), *PROMISES])
    tag = _key(_("Tag"))
    assignee = forms.RegexField(
        rf"^({ME}|{NOBODY}|[1-9]\d{{0,17}})$", label=_("Assignee"), required=False, widget=forms.Select
    )
    names_what_is_gone = False

    def offer(self, options: Options) -> None:
        """Fill the lists with what there is to choose from; a chosen row that is not among it stays nameless."""
        self._fill("severity", _("Any severity"), Ticket.Severity.choices)
        self._fill("desk", _("Any desk"), self._with_gone("desk", options))
        self._fill("product", _("Any product"), self._with_gone("product", options))
        self._fill("organization", _("Any organization"), self._with_gone("organization", options))
        self._fill("tag", _("Any tag"), self._with_gone("tag", options))
        people = [(ME, _("Me")), (NOBODY, _("Nobody")), *self._with_gone("assignee", options)]
        self._fill("assignee", _("Anybody"), people)

    def chosen(self) -> dict[str, Any]:
        """Every filter that is set, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def chosen_rows(self) -> dict[str, int]:
        """The keys of the rows that the filters name."""
        chosen = {name: value for name, value in self.chosen().items() if name in ROWS}
        return {name: int(value) for name, value in chosen.items() if value not in (ME, NOBODY)}

    def narrow(self, tickets: TicketQuerySet, *, reader: User, at: datetime) -> TicketQuerySet:
        """Those of `tickets` that match every filter at `at`."""
        chosen = self.chosen()
        if chosen.get("status") == DISPUTED:
            tickets = tickets.disputed()
            del chosen["status"]
        narrowed = tickets.filter(**{COLUMNS[name]: value for name, value in chosen.items() if name in COLUMNS})
        if "promise" in chosen:
            narrowed = narrowed.with_promise(chosen["promise"], at=at, day_ends=day_ends(at))
        if "assignee" in chosen:
            narrowed = _worked_by(narrowed, chosen["assignee"], reader)
        return narrowed.matching(chosen["q"]) if "q" in chosen else narrowed

    @property
    def narrows(self) -> bool:
        """Whether any filter is set."""
        return bool(self.chosen())

    @property
    def refused(self) -> str:
        """The names of the filters that were not understood, and narrow nothing."""
        return ", ".join(str(self.fields[name].label) for name in self.errors)

    @property
    def lists(self) -> list[forms.BoundField]:
        """Every filter but the search."""
        return [field for field in self if field.name != "q"]

    def _with_gone(self, name: str, options: Options) -> list[tuple[int, "StrOrPromise"]]:
        offered: list[tuple[int, StrOrPromise]] = list(options[name])
        key = self.chosen_rows().get(name)
        if key is None or any(key == row for row, _label in offered):
            return offered
        self.names_what_is_gone = True
        return [*offered, (key, GONE)]

    def _fill(self, name: str, anything: object, options: Iterable[tuple[object, object]]) -> None:
        widget = self.fields[name].widget
        assert isinstance(widget, forms.Select)  # noqa: S101 - tells the type checker which widget it is
        widget.choices = [("", anything), *options]


def _worked_by(tickets: TicketQuerySet, who: str, reader: User) -> TicketQuerySet:
    if who == ME:
        return tickets.assigned_to(reader)
    return tickets.filter(assignee=None if who == NOBODY else int(who))


def day_ends(at: datetime) -> datetime:
    """The midnight that ends the reader's day."""
    zone = get_current_timezone()
    tomorrow = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, zone)
