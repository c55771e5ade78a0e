"""Organizations as a spreadsheet: a row for each, known by its key."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts import wording
from accounts.models import Agent, Organization, SheetRow, User
from accounts.services.organizations import OrganizationDraft, UnableToKeepOrganization, put_organization
from accounts.services.sheets import Became, Reading, RowsRefused, Sheet
from catalog.rules import Violation
from common.tables import Row

LONGEST = 120
AT_ONCE = 500
Outcome = SheetRow.Outcome
COLUMNS = {
    "organization": _("its key, which stays and begins the references of its tickets: ABC"),
    "name": _("what it is called"),
    "account_owner": _("the address of the agent who looks after it"),
    "domains": _("whose people may ask to join, all of them: example.com; example.org"),
}


def put(rows: Sequence[Row], _actor: User | None, _at: datetime) -> list[Became]:
    """Enter the organization that the rows name, or change it to what they say.

    Raises:
        RowsRefused: if it stands in the file twice, cannot be read or breaks a rule.
    """
    first, *again = rows
    key = first.cells["organization"]
    if again:
        twice = wording.said(Violation("row_organization_twice", {"key": key}), wording.PEOPLE)
        raise RowsRefused({row.number: [twice] for row in again})
    draft = _draft(first)
    try:
        is_new, changed = put_organization(key=key, draft=draft)
    except UnableToKeepOrganization as refusal:
        raise RowsRefused({first.number: [_said(refusal)]}) from refusal
    except IntegrityError as problem:
        now = Violation("row_organization_now", {"key": key})
        raise RowsRefused({first.number: [wording.said(now, wording.PEOPLE)]}) from problem
    if is_new:
        return [Became(Outcome.NEW)]
    return [Became(Outcome.CHANGED if changed else Outcome.UNCHANGED, tuple(changed))]


def _draft(row: Row) -> OrganizationDraft:
    reading = Reading(row)
    if not reading.text("organization"):
        reading.note("row_without", column="organization")
    owner = reading.text("account_owner").lower()
    agent = Agent.objects.current().filter(user__email=owner).select_related("user").first() if owner else None
    if owner and agent is None:
        reading.note("row_owner", text=owner[:120])
    draft = OrganizationDraft(
        name=reading.name("name", LONGEST),
        account_owner=agent.user if agent else None,
        domains=tuple(reading.parts("domains")),
    )
    if reading.wrong:
        raise RowsRefused({row.number: [wording.said(each, wording.PEOPLE) for each in reading.wrong]})
    return draft


def _said(refusal: UnableToKeepOrganization) -> str:
    key, text = (*refusal.reasons, "")[:2]
    return wording.said(Violation(refusal.code, {"key": key, "text": text or key}), wording.PEOPLE)


def listing() -> Iterator[Sequence[object]]:
    """What an import of it would find as it is."""
    listed = Organization.objects.select_related("account_owner").prefetch_related("domains").order_by("key")
    for row in listed.iterator(chunk_size=AT_ONCE):
        owner = row.account_owner.email if row.account_owner else ""
        yield [row.key, row.name, owner, "; ".join(sorted(each.domain for each in row.domains.all()))]


ORGANIZATIONS = Sheet(
    name="organizations",
    title=_("Organizations"),
    columns=COLUMNS,
    required=frozenset({"organization"}),
    permissions=("accounts.add_organization", "accounts.change_organization"),
    key=lambda cells: cells["organization"],
    put=put,
    rows=listing,
)
