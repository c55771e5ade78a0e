"""What an edit of a contract would change, found out by making it and taking it back."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from common.http import Request
from common.strip import Kind
from entitlements.admin.cover import SavedCover, saved_cover
from entitlements.admin.forms import LineFormSet
from entitlements.models import Contract, Entitlement

ASKED = "_preview"
"""The name of the button."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Picture:
    """The seven days' cover, the lines, what open tickets are owed and what is booked, under the rows as they are.

    `lines` are keyed by their primary key. `owed` are the `OwedResponse`s and `windows` the `BookedWindow`s of the site
    that knows tickets, by reference.
    """

    cover: SavedCover | None
    lines: dict[int, Entitlement]
    owed: dict[str, Any]
    windows: dict[str, Any]


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
class Preview:
    """The pictures before and after an edit, and what differs."""

    before: Picture
    after: Picture

    @property
    def changes(self) -> list[Change]:
        """The hours that the seven days gain and lose, by desk and kind."""
        then, now = _seconds(self.after.cover), _seconds(self.before.cover)
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
    request: Request, page: Callable[..., HttpResponse], contract: Contract, picture: Callable[[str], Picture]
) -> HttpResponse:
    """The page of a contract or of a line, with the cover as saved; of a preview, with what it would change instead.

    `page` takes a request and what is added to the context; `picture` takes the key of a strip.
    """
    if not is_asked(request):
        return page(request, {"cover": saved_cover(contract, reader=request.user, at=request.at)})
    before = picture("before")
    try:
        return page(request, {"cover": before.cover})
    except Tried as tried:
        return tried.typed_into(page(as_reading(request), {"preview": Preview(before, tried.after)}))


def is_asked(request: HttpRequest) -> bool:
    """Whether the form was sent to see what it would change."""
    return request.method == "POST" and ASKED in request.POST


def as_reading(request: HttpRequest) -> HttpRequest:
    """The same request as one that only reads the page."""
    reading = copy.copy(request)
    reading.method = "GET"
    return reading


def picture(contract: Contract, *, site: AdminSite, reader: User, at: datetime, key: str) -> Picture:
    """What the rows of this moment say; `key` tells its strip from another on the page."""
    asked = {"organization": contract.organization, "reader": reader, "at": at}
    lines = contract.entitlements.select_related("package").order_by("ends_on", "pk")
    return Picture(
        saved_cover(contract, reader=reader, at=at, key=key),
        {line.pk: line for line in lines},
        {row.ticket.reference: row for row in _told(site, "first_responses_owed", asked)},
        {row.window.ticket.reference: row for row in _told(site, "windows_ahead", asked)},
    )


def _told(site: AdminSite, what: str, asked: dict[str, Any]) -> list[Any]:
    """What the site says that knows tickets; nothing of one that knows none."""
    told = getattr(site, what, None)
    return list(told(**asked)) if told else []


def _end(line: Entitlement) -> date:
    """The day at whose start the line is over."""
    return line.terminated_on or line.ends_on


def _seconds(cover: SavedCover | None) -> dict[tuple[Kind, str], float]:
    """The covered time of the seven days by kind and desk."""
    sums: dict[tuple[Kind, str], float] = {}
    for tally in cover.outlook.tallies if cover else ():
        sums[tally.kind, tally.desk] = sums.get((tally.kind, tally.desk), 0) + tally.seconds
    return sums
