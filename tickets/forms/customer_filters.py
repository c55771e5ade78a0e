"""What narrows a customer's list of tickets, and its order."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Environment, User
from common.choices import let_choose
from common.statements import Statement
from entitlements.models import License
from entitlements.portfolio import sides_of
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.querysets.reach import reach_of
from tickets.querysets.readers import known, stand_in

STATES = (
    ("open", _("Open")),
    ("finished", _("Resolved and closed")),
    ("all", _("All")),
    (
        _("Only"),
        (
            ("new", _("Filed")),
            ("needs_entitlement", _("Not covered")),
            ("waiting_for_customer", _("Waiting for you")),
            ("waiting_for_vendor", _("Waiting for support")),
            ("scheduled", _("Scheduled")),
            ("resolved", _("Resolved")),
            ("closed", _("Closed")),
            ("set_aside", _("Set aside by support")),
        ),
    ),
)
SORTS = (("newest", _("Newest first")), ("oldest", _("Oldest first")), ("promise", _("Next promise first")))
PRODUCT, ENVIRONMENT = "product", "environment"
NO_DATE = _("Write a date as 2026-06-30.")


@dataclass(frozen=True)
class Choices:
    """What the filters offer: names by id as text, and whose tickets the reader reads."""

    products: list[tuple[str, str]] = field(default_factory=list)
    environments: list[tuple[str, str]] = field(default_factory=list)
    reads_all: bool = False
    is_partner: bool = False

    def whose(self) -> list[tuple[str, Any]]:
        """Whose tickets may be asked for, the widest first."""
        return [
            ("organization", _("All I may read") if self.is_partner else _("My organization's")),
            ("mine", _("Mine")),
            *([("customers", _("Our customers'"))] if self.is_partner else []),
        ]


def choices_for(user: User) -> Choices:
    """What the filters offer to a reader, from what it reads as a customer, in two statements."""
    sides, named = sides_of(user), _NAMED.rows(reader=known(user))
    return Choices(
        [(str(key), name) for which, key, name in named if which == PRODUCT],
        [(str(key), name) for which, key, name in named if which == ENVIRONMENT],
        reads_all=bool(sides.organizations_read),
        is_partner=bool(sides.named),
    )


def _named(reader: Mapping[str, Any]) -> Any:
    """Products and environments by name: those of the reader's organizations, whether or not a ticket is about them.

    Of what somebody reads besides, as a partner or without an organization, those that tickets are about: whoever has
    many tickets has an organization.
    """
    user = stand_in(reader)
    reach = reach_of(user)
    own = {"organization__in": reach.organizations}
    parts = [
        _offered(PRODUCT, License.objects.visible_to(user).filter(**own), "product", "product__name"),
        _offered(ENVIRONMENT, Environment.objects.visible_to(user).filter(**own), "pk", "name"),
    ]
    if not _has_none(reach.contracts) or _has_none(reach.organizations):
        seen = Ticket.objects.of_customer(user).kept().exclude(**own)
        parts += [
            _offered(each, seen.exclude(**{each: None}), each, f"{each}__name") for each in (PRODUCT, ENVIRONMENT)
        ]
    return parts[0].union(*parts[1:]).order_by("label", "key")


_NAMED = Statement(_named)


def _offered(which: str, rows: Any, key: str, name: str) -> Any:
    named = rows.order_by().annotate(which=Value(which), key=F(key), label=F(name))
    return named.values_list("which", "key", "label").distinct()


def _has_none(keys: Any) -> bool:
    """Whether it is known that there are none of these."""
    return isinstance(keys, Collection) and not keys


def _day() -> forms.DateField:
    picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    errors = {"invalid": NO_DATE}
    return forms.DateField(required=False, input_formats=["%Y-%m-%d"], widget=picker, error_messages=errors)


class TicketFilters(forms.Form):
    """Narrows the list; a value that makes no sense narrows nothing, and `refused` says so."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    environment = forms.ChoiceField(label=_("Environment"), required=False)
    filed_from = _day()
    filed_until = _day()
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)
    FIRST = ("state", "whose", "product")
    """The filters that stand in the line; the others unfold."""

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["filed_from"].label, self.fields["filed_until"].label = _("Filed from"), _("Filed until")
        let_choose(self, "product", [("", _("Any product")), *choices.products])
        let_choose(self, "environment", [("", _("Any environment")), *choices.environments])
        named = [(str(number), f"{number} \N{MIDDLE DOT} {word}") for number, word in Ticket.Severity.choices]
        let_choose(self, "severity", [("", _("Any severity")), *named])
        let_choose(self, "whose", choices.whose())
        if not choices.reads_all and not choices.is_partner:
            del self.fields["whose"]
        if not choices.environments:
            del self.fields["environment"]

    def chosen(self, name: str, otherwise: str = "") -> Any:
        """The value of a filter, or `otherwise` where it is missing or makes no sense."""
        self.is_valid()
        return self.cleaned_data.get(name) or otherwise

    def narrow(self, tickets: TicketQuerySet, user: User) -> TicketQuerySet:
        """Those of `tickets` that match every filter; days are days of the reader's zone."""
        found = self._of(in_state(tickets, self.asked_state), user)
        for name in ("product", "severity", "environment"):
            if value := self.chosen(name):
                found = found.filter(**{name: int(value)})
        if since := self.chosen("filed_from"):
            found = found.filter(filed_at__gte=_midnight(since, user))
        if until := self.chosen("filed_until"):
            found = found.filter(filed_at__lt=_midnight(until + timedelta(days=1), user))
        text = self.chosen("q")
        return found.matching(text) if text else found

    def clean_filed_until(self) -> date | None:
        """Refuse the last day of all: the day after it has no name."""
        chosen: date | None = self.cleaned_data["filed_until"]
        if chosen == date.max:
            raise forms.ValidationError(NO_DATE)
        return chosen

    @property
    def order(self) -> str:
        """The order that is asked for."""
        return str(self.chosen("sort", "newest"))

    @property
    def refused(self) -> list[str]:
        """What was not understood and narrows nothing, each by its name."""
        told = [(str(self.fields[name].label), " ".join(map(str, said))) for name, said in self.errors.items()]
        return [said if label in said else f"{label}: {said}" for label, said in told]

    @property
    def narrows(self) -> bool:
        """Whether anything but the state is asked for, so that an empty list means that nothing matches."""
        return self.narrows_state or self.asked_state != "open"

    @property
    def narrows_state(self) -> bool:
        """Whether anything but the state and the order is asked for."""
        names = ("q", "product", "severity", "environment", "filed_from", "filed_until")
        asked = any(self.chosen(name) for name in names)
        return bool(asked or self.chosen("whose", "organization") != "organization")

    @property
    def asked_state(self) -> str:
        """The state that is asked for."""
        return str(self.chosen("state", "open"))

    def first(self) -> list[forms.BoundField]:
        """The filters of the line."""
        return [self[name] for name in self.FIRST if name in self.fields]

    def more(self) -> list[forms.BoundField]:
        """The filters that unfold."""
        return [self[name] for name in self.fields if name not in (*self.FIRST, "q")]

    @property
    def is_unfolded(self) -> bool:
        """Whether one of those is in use."""
        return self.order != "newest" or any(self.chosen(each.name) for each in self.more() if each.name != "sort")

    def _of(self, tickets: TicketQuerySet, user: User) -> TicketQuerySet:
        whose = self.chosen("whose")
        if whose == "mine":
            return tickets.filter(requester=user)
        if whose == "customers":
            return tickets.exclude(organization__in=sides_of(user).organizations)
        return tickets


def in_state(tickets: TicketQuerySet, state: str) -> TicketQuerySet:
    """Those of `tickets` in one of `STATES`."""
    if state in {"all", "set_aside"}:
        return tickets.kept() if state == "all" else tickets.set_aside()
    if state in {"open", "finished"}:
        return tickets.unfinished() if state == "open" else tickets.finished()
    return tickets.kept().filter(status=state)


def _midnight(day: date, user: User) -> datetime:
    return datetime.combine(day, time.min, user.zone)
