"""What an edit of a contract would change, found out by making it and taking it back."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext

from accounts.models import User
from common.http import Request
from common.strip import Kind
from entitlements.admin.cover import SavedCover, saved_cover
from entitlements.admin.deciding import Deciding, deciding
from entitlements.admin.forms import LineFormSet
from entitlements.admin.pictures import Picture
from entitlements.coverage import Span
from entitlements.models import Contract, Entitlement
from entitlements.portfolio import Assessment, days_shown, look_ahead

ASKED = "_preview"
"""The name of the button."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """How much more one desk covers in one way in the seven days; less when `seconds` is negative."""

    kind: Kind
    desk: str
    seconds: float

    @property
    def is_gain(self) -> bool:
        """Whether the edit brings hours."""
        return self.seconds > 0


@dataclass(frozen=True)
class Moved:
    """An open ticket whose first response would be due at `then`; None where the contract has no time for it."""

    owed: Any
    then: datetime | None


@dataclass(frozen=True)
class Shortened:
    """A line that would end sooner: its last day as it stands, and `then`; None for one that would never begin."""

    package: str
    last_day: date
    then: date | None


@dataclass(frozen=True)
class ProductChange:
    """The covered seconds of the seven days of tickets about a product, `now` and after the edit."""

    name: str
    now: float
    then: float


@dataclass(frozen=True)
class Preview:
    """The pictures before and after an edit, and what differs."""

    before: Picture
    after: Picture
    reader: User
    at: datetime

    @cached_property
    def products(self) -> list[ProductChange]:
        """The products that the contract holds before and after, what changes most first."""
        days = days_shown(self.at, self.reader.zone)
        both = [name for name in self.before.covers if name in self.after.covers]
        found = [ProductChange(name, *(_covered(each.covers[name], days) for each in self._both)) for name in both]
        return sorted(found, key=lambda row: -abs(row.then - row.now))

    @cached_property
    def covers(self) -> tuple[SavedCover, SavedCover] | None:
        """The days before and after of a ticket about the product that changes most; None with nothing to compare."""
        contact = self.before.contact
        if contact is None or not self.products:
            return None
        name, zone = self.products[0].name, self.reader.zone
        before, after = (
            SavedCover(contact, look_ahead(each.covers[name], at=self.at, zone=zone, key=key))
            for each, key in zip(self._both, ("before", "after"), strict=True)
        )
        return before, after

    @property
    def product_names(self) -> str:
        """The products in words."""
        return get_text_list(sorted(row.name for row in self.products), gettext("and"))

    @property
    def are_alike(self) -> bool:
        """Whether every product has the same hours before, and the same after."""
        return len({(row.now, row.then) for row in self.products}) <= 1

    @cached_property
    def deciding(self) -> list[tuple[str, Deciding]]:
        """Which contracts give these days, by the products that it is the same for; nothing where it is one alone."""
        found: list[tuple[list[str], Deciding]] = []
        for row in sorted(self.products, key=lambda row: row.name):
            made = self._deciding(row.name)
            same = next((names for names, other in found if made and other.is_like(made)), None)
            if made and same is None:
                found.append(([row.name], made))
            elif same is not None:
                same.append(row.name)
        return [(get_text_list(names, gettext("and")), made) for names, made in found]

    def _deciding(self, name: str) -> Deciding | None:
        before, after = (each.covers[name] for each in self._both)
        contract = self.after.contract
        if {each.pk for each in (*before.contracts, *after.contracts)} <= {contract.pk}:
            return None
        return deciding(contract, before, after, days_shown(self.at, self.reader.zone))

    @property
    def _both(self) -> tuple[Picture, Picture]:
        return self.before, self.after

    @property
    def changes(self) -> list[Change]:
        """The hours that the seven days gain and lose, by desk and kind."""
        now, then = (_seconds(cover) for cover in self.covers or (None, None))
        order = list(Kind)
        found = [Change(kind, desk, then.get((kind, desk), 0) - now.get((kind, desk), 0)) for kind, desk in then | now]
        return sorted((row for row in found if row.seconds), key=lambda row: (order.index(row.kind), row.desk))

    @property
    def moved(self) -> list[Moved]:
        """The open tickets that the edit, and nothing else, would promise an answer at another instant."""
        found = []
        for reference, owed in self.before.owed.items():
            then = self.after.owed[reference].as_contracted
            if then not in {owed.as_contracted, owed.due_at}:
                found.append(Moved(owed, then))
        return found

    @property
    def shortened(self) -> list[Shortened]:
        """The lines that the edit ends sooner, in the order in which they end now."""
        found = []
        for key, line in self.before.lines.items():
            then = self.after.lines.get(key)
            if then is not None and _end(then) < _end(line):
                begins = _end(then) > then.starts_on
                found.append(Shortened(line.package.name, _end(line) - A_DAY, _end(then) - A_DAY if begins else None))
        return found

    @property
    def lost(self) -> list[Any]:
        """The booked windows that the contracts give, and would not give any more."""
        return [
            row for key, row in self.before.windows.items() if row.is_given and not self.after.windows[key].is_given
        ]


class Tried(Exception):  # noqa: N818 - no error: it ends a transaction whose rows were only tried
    """Carries a trial out of its transaction, which takes back everything that was written in it."""

    def __init__(self, after: Picture, form: Any, formsets: list[Any]) -> None:
        super().__init__(ASKED)
        self.after, self.form, self.formsets = after, form, formsets

    def typed_into(self, page: Any) -> HttpResponse:
        """Show in `page`, which was made of what is saved, what was typed."""
        page.context_data["adminform"].form = self.form
        typed = {formset.prefix: formset for formset in self.formsets if isinstance(formset, LineFormSet)}
        for shown in page.context_data["inline_admin_formsets"]:
            shown.formset = typed.get(shown.formset.prefix, shown.formset)
        answer: HttpResponse = page
        return answer


def shown(
    request: Request, page: Callable[..., HttpResponse], contract: Contract, picture: Callable[[], Picture]
) -> HttpResponse:
    """The page of a contract or of a line, with the cover as saved; of a preview, with what it would change instead.

    `page` takes a request and what is added to the context.
    """
    if not is_asked(request):
        return page(request, {"cover": saved_cover(contract, reader=request.user, at=request.at)})
    before = picture()
    try:
        return page(request, {"cover": saved_cover(contract, reader=request.user, at=request.at)})
    except Tried as tried:
        difference = Preview(before, tried.after, request.user, request.at)
        return tried.typed_into(page(as_reading(request), {"preview": difference}))


def is_asked(request: HttpRequest) -> bool:
    """Whether the form was sent to see what it would change."""
    return request.method == "POST" and ASKED in request.POST


def as_reading(request: HttpRequest) -> HttpRequest:
    """The same request as one that only reads the page."""
    reading = copy.copy(request)
    reading.method = "GET"
    return reading


def _end(line: Entitlement) -> date:
    """The day at whose start the line is over."""
    return line.terminated_on or line.ends_on


def _covered(made: Assessment, days: Span) -> float:
    return made.timeline.between(days.starts_at, days.ends_at)


def _seconds(cover: SavedCover | None) -> dict[tuple[Kind, str], float]:
    """The covered time of the seven days by kind and desk."""
    sums: dict[tuple[Kind, str], float] = {}
    for tally in cover.outlook.tallies if cover else ():
        sums[tally.kind, tally.desk] = sums.get((tally.kind, tally.desk), 0) + tally.seconds
    return sums
