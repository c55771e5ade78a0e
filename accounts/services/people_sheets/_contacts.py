"""Contacts as a spreadsheet: a row for each person of an organization, known by key and e-mail address.

The rows of an organization are looked at together, so that places to file are counted rightly; each stands for itself.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import wording
from accounts.models import Contact, Organization, SheetRow, User
from accounts.rules import MEMBER
from accounts.services.contacts import UnableToChangeContact
from accounts.services.people_sheets._people import ContactFacts, put_person, read
from accounts.services.people_sheets._rows import organization_of, said
from accounts.services.sheets import Became, RowsRefused, Sheet
from catalog.models import Region
from catalog.rules import Violation
from common.tables import Row

MOST_PEOPLE = 2_000
"""Rows of one organization in a file."""
AT_ONCE = 500
Outcome = SheetRow.Outcome
COLUMNS = {
    "organization": _("the key of the organization: ABC"),
    "email": _("the person's address, which stays: anna@example.com"),
    "name": _("the person's name; who has an account keeps the name that it chose"),
    "roles": _("member, manager, billing or viewer, all of them: member; billing. A member files tickets"),
    "home_region": _("the code of the region where the person works: EMEA"),
    "has_left": _("yes ends the person's part; no lets it come back"),
    "invite": _("yes mails the person, once, how to log in; without it nobody is mailed"),
}


def put(rows: Sequence[Row], actor: User | None, at: datetime) -> list[Became]:
    """Make contacts of the organization what their rows say; whoever gives a place to file up goes first.

    Raises:
        RowsRefused: if the organization is not known, or has too many rows.
    """
    organization = organization_of(rows, most=MOST_PEOPLE, too_many="row_people_too_many")
    people = read(rows, organization, {region.code: region for region in Region.objects.all()})
    people.sort(key=lambda person: MEMBER in person.roles)
    became = {person.number: _one(organization, person, actor, at) for person in people}
    return [became[row.number] for row in rows]


def _one(organization: Organization, person: ContactFacts, actor: User | None, at: datetime) -> Became:
    """What became of a row; a refused one takes nothing else with it."""
    if person.wrong:
        return Became(Outcome.REFUSED, tuple(said(each) for each in person.wrong))
    try:
        with transaction.atomic():
            return put_person(organization, person, actor, at)
    except UnableToChangeContact as refusal:
        return Became(Outcome.REFUSED, (wording.refusal(refusal),))
    except RowsRefused as refusal:
        return Became(Outcome.REFUSED, tuple(refusal.reasons[person.number]))
    except IntegrityError:
        return Became(Outcome.REFUSED, (said(Violation("row_person_now", {"email": person.email})),))


def listing() -> Iterator[Sequence[object]]:
    """What an import of it would find as it is; who was invited is not told."""
    listed = Contact.objects.select_related("organization", "user", "home_region").prefetch_related("roles")
    for row in listed.order_by("organization__key", "user__email").iterator(chunk_size=AT_ONCE):
        yield [
            row.organization.key,
            row.user.email,
            row.user.name,
            "; ".join(sorted(held.role for held in row.roles.all())),
            row.home_region.code if row.home_region else "",
            "yes" if row.left_at else "no",
            "",
        ]


CONTACTS = Sheet(
    name="contacts",
    title=_("Contacts of organizations"),
    columns=COLUMNS,
    required=frozenset({"organization", "email"}),
    permissions=("accounts.add_contact", "accounts.change_contact", "accounts.add_user"),
    key=lambda cells: cells["organization"],
    put=put,
    rows=listing,
    called=lambda cells: f"{cells['organization']} {cells['email']}",
)
