"""What is asked for when a window is booked, and what of it no time makes right (R9)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Contact, Environment, Organization, User
from common.refusal import Unable
from entitlements.coverage import Span
from entitlements.models import Contract
from tickets import permissions
from tickets.models import WindowType
from tickets.rules import WindowProblem

MOST_ITEMS = 30


class UnableToBook(Unable):
    """Codes: those of `tickets.rules.WindowProblem`, with what is said of it as `problem`.

    Also `not_yours`, `retired`, `production_only`, `no_plan`, `no_rollback`, `too_many_items`, `too_late`, `is_open`,
    `is_over`, `not_free`, and those of `UnableToFile` and of `tickets.rules.Refusal`.
    """

    def __init__(self, code: str, reasons: tuple[str, ...] = (), problem: WindowProblem | None = None) -> None:
        super().__init__(code, reasons)
        self.problem = problem or WindowProblem(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowDraft:
    """What a customer books: where, what, from when, and what is done and who decides if it goes wrong.

    A `partner` books for the customer of `contract` (R1); `contact` is then whom of the customer's it concerns, if any.
    """

    contact: Contact | None
    environment: Environment
    type: WindowType
    starts_at: datetime
    minutes: int
    plan: str
    rollback_name: str
    rollback_phone: str
    checklist: tuple[str, ...] = ()
    contract: Contract | None = None
    partner: Organization | None = None

    @property
    def span(self) -> Span:
        """When."""
        return Span(self.starts_at, self.starts_at + timedelta(minutes=self.minutes))

    @property
    def subject(self) -> str:
        """What the ticket is called."""
        return f"{self.type}: {self.environment} ({self.environment.version})"


def check(requester: User, draft: WindowDraft, actor: User) -> None:
    """Refuse what no time makes right.

    Raises:
        UnableToBook: when it is not `requester` who books there, or something of the draft is missing or too much.
    """
    environment = draft.environment
    if environment.retired_at or not _may_book(requester, draft, actor):
        raise UnableToBook("not_yours")
    if draft.type.retired_at is not None:
        raise UnableToBook("retired")
    if draft.type.is_for_production and environment.use != Environment.Use.PRODUCTION:
        raise UnableToBook("production_only")
    if not draft.plan.strip():
        raise UnableToBook("no_plan")
    if not (draft.rollback_name.strip() and draft.rollback_phone.strip()):
        raise UnableToBook("no_rollback")
    if len(draft.checklist) > MOST_ITEMS:
        raise UnableToBook("too_many_items")


def _may_book(requester: User, draft: WindowDraft, actor: User) -> bool:
    """Whether `requester` books for its own organization, or as a partner for a product of its customer's contract."""
    environment, contact, contract = draft.environment, draft.contact, draft.contract
    if contract is not None:
        is_theirs = environment.organization_id == contract.organization_id and actor == requester
        is_sold = contract.licenses.filter(product=environment.product_id).exists()
        is_named = permissions.may_file_under(requester, contract, draft.partner)
        return is_theirs and is_sold and is_named and (not contact or permissions.may_be_concerned(contact, contract))
    if contact is None or contact.user_id != requester.pk or environment.organization_id != contact.organization_id:
        return False
    return all(permissions.may_file_for(person, contact) for person in (requester, actor))
