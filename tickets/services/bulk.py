"""One change to many tickets: each by itself, so that one that is refused leaves the others changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from common.refusal import Unable
from tickets.models import Ticket

MOST = 200
"""How many tickets one change takes."""
Change = Callable[[Ticket, int], None]
"""Changes one ticket that was looked at in the given edit, or raises `Unable`."""


class UnableToChangeMany(Unable):
    """Codes: `nothing_chosen`, `too_many_rows`."""


@dataclass
class Outcome:
    """How many tickets were changed, and which were not, with the refusal of each."""

    done: int = 0
    refused: list[tuple[Ticket, Unable]] = field(default_factory=list)


@transaction.atomic
def change_each(*, rows: Sequence[tuple[Ticket, int]], change: Change) -> Outcome:
    """Do `change` to every ticket with the edit that was looked at; a refused one stays as it is.

    They come in the order of their keys, so that two of these at once never wait for each other in a circle.

    Raises:
        UnableToChangeMany: when there is none, or more than `MOST`; then nothing is changed.
    """
    if not rows:
        raise UnableToChangeMany("nothing_chosen")
    if len(rows) > MOST:
        raise UnableToChangeMany("too_many_rows")
    outcome = Outcome()
    for ticket, edit in sorted(rows, key=lambda row: row[0].pk):
        try:
            with transaction.atomic():
                change(ticket, edit)
        except Unable as refusal:
            outcome.refused.append((ticket, refusal))
        else:
            outcome.done += 1
    return outcome
