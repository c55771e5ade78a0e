"""Reviews of changes that would move open promises: only a duty manager comes here."""

from datetime import timedelta
from functools import partial
from typing import Any

from tests.pages.objects import liams_ticket
from tests.pages.registry import LOGIN, Address, Answers, Reader
from tests.world import AT
from tickets.models import PromiseReview, Ticket

DONE = 302
REVIEW = {"cause": "contract", "subject": "0", "facts": {"name": "C-0"}, "noticed_at": AT}


def review_of_the_list() -> dict[str, Any]:
    """A change that would move a promise of the ticket of the list, and that nobody has decided on."""
    found = PromiseReview.objects.waiting().filter(subject="0").first()
    return {"pk": (found or _noticed()).pk}


def _noticed() -> PromiseReview:
    made = PromiseReview.objects.create(**REVIEW)
    promise = Ticket.objects.get(**liams_ticket()).milestones.get(met_at=None)
    assert promise.basis is not None
    made.moves.create(
        milestone=promise,
        from_basis=promise.basis,
        to_basis=promise.basis,
        from_minutes=promise.target_minutes,
        to_minutes=promise.target_minutes + 60,
        from_due_at=promise.due_at,
        to_due_at=AT + timedelta(days=1),
    )
    return made


def seen() -> dict[str, Any]:
    """What the form of a decision says."""
    return {"seen": AT.isoformat()}


def duty_managers(answer: int) -> Answers:
    """The duty manager gets `answer`; everybody else finds nothing."""
    return {**dict.fromkeys(Reader, 404), Reader.ADMINISTRATOR: answer, Reader.ANONYMOUS: LOGIN}


page = partial(Address, portrait=Reader.ADMINISTRATOR)

PAGES: tuple[Address, ...] = (
    page("tickets:promise-reviews", duty_managers(200), statements=8),
    page("tickets:promise-review", duty_managers(200), statements=9, arguments=review_of_the_list),
    *(
        page(name, duty_managers(200), statements=8, arguments=review_of_the_list)
        for name in ("tickets:promise-application", "tickets:promise-dismissal")
    ),
    *(
        page(
            name,
            duty_managers(DONE),
            statements=25,
            arguments=review_of_the_list,
            data=seen,
            method="POST",
            looked_at=False,
        )
        for name in ("tickets:promise-application", "tickets:promise-dismissal")
    ),
)
