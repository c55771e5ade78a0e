"""Rows of one contract are put in: compared with what stands, and only what differs goes through the services."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.db import IntegrityError

from accounts.models import SheetRow, User
from accounts.services.sheets import Became, RowsRefused
from catalog.rules import Violation
from common.tables import Row
from entitlements import wording
from entitlements.models import Contract
from entitlements.services.contract_sheet._facts import ContractFacts, read
from entitlements.services.contract_sheet._lines import Lines
from entitlements.services.contracts import change_contract, set_licenses, sign_contract
from entitlements.services.life import activate_contract
from entitlements.services.refusals import UnableToSell, refuse
from entitlements.services.rows import as_one_change

MOST_LINES = 500
"""Rows of one contract in a file."""
BEGUN = (Contract.Status.DRAFT, Contract.Status.ACTIVE)
Outcome = SheetRow.Outcome


def put(rows: Sequence[Row], actor: User | None, at: datetime) -> list[Became]:
    """Sign the contract that the rows name, or change it to what they say; what they do not name stays.

    Raises:
        RowsRefused: if a row cannot be read, or breaks a rule; then nothing of the contract is changed.
    """
    first = rows[0].number
    if len(rows) > MOST_LINES:
        raise RowsRefused({first: [wording.rule(Violation("row_too_many", {"most": MOST_LINES}))]})
    facts, lines = read(rows)
    of_row = partial(at_row, contract=facts.number)
    with as_one_change():
        with of_row(first):
            contract, is_new = _found(facts, actor, at)
            changed = [] if is_new else _change(contract, facts, actor, at)
        became = Lines(contract, actor, at, of_row).put(lines)
        with of_row(first):
            changed += _complete(contract, facts, changed, actor, at)
    of_contract = Became(Outcome.NEW) if is_new else Became(Outcome.CHANGED if changed else Outcome.UNCHANGED)
    of_first = _together(became.get(first), of_contract, changed)
    return [of_first, *(became.get(row.number, Became(of_contract.outcome)) for row in rows[1:])]


@contextmanager
def at_row(number: int, *, contract: str) -> Iterator[None]:
    """What is refused inside is said of this row of the contract."""
    try:
        yield
    except UnableToSell as refusal:
        raise RowsRefused({number: refusal.reasons}) from refusal
    except IntegrityError as problem:  # another import took the number, or a reference, since it was looked for
        raise RowsRefused({number: [wording.rule(Violation("row_entered_now", {"number": contract}))]}) from problem


def _together(line: Became | None, contract: Became, changed: Sequence[str]) -> Became:
    """What became of the first row, which speaks for the contract too."""
    if line is None or line.outcome == Outcome.UNCHANGED:
        return Became(contract.outcome, tuple(changed))
    if contract.outcome == Outcome.UNCHANGED:
        return line
    return Became(line.outcome, (*changed, *line.words))


def _found(facts: ContractFacts, actor: User | None, at: datetime) -> tuple[Contract, bool]:
    """The contract, locked; signed if there is none of this number."""
    locked = Contract.objects.select_for_update(of=("self",)).select_related("organization", "sold_in")
    contract = locked.filter(number=facts.number).first()
    return (contract, False) if contract else (_sign(facts, actor, at), True)


def _sign(facts: ContractFacts, actor: User | None, at: datetime) -> Contract:
    if facts.organization is None or facts.sold_in is None or facts.starts_on is None:
        raise UnableToSell([Violation("row_new_contract", {"number": facts.number})])
    refuse([] if facts.status in {"", *BEGUN} else [Violation("row_begins_active", {"status": facts.status})])
    if facts.ends_on and facts.ends_on <= facts.starts_on:
        raise UnableToSell([Violation("ends_before_it_starts", {"name": facts.number})])
    return sign_contract(
        organization=facts.organization,
        number=facts.number,
        sold_in=facts.sold_in,
        licenses=facts.licenses,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        lines=(),
        currency=facts.currency or "USD",
        contact_limit=facts.contact_limit,
        status=facts.status or Contract.Status.ACTIVE,
        actor=actor,
        at=at,
    )


def _change(contract: Contract, facts: ContractFacts, actor: User | None, at: datetime) -> list[str]:
    """Bring term, licenses and partners to what the rows say; the names of the columns that differed."""
    refuse(_fixed(contract, facts))
    changed = _move(contract, facts)
    if facts.licenses and set(facts.licenses) != set(contract.licenses.all()):
        set_licenses(contract=contract, licenses=facts.licenses, actor=actor, at=at)
        changed.append("licenses")
    return changed


def _fixed(contract: Contract, facts: ContractFacts) -> list[Violation]:
    """What stays as it was signed, and would be another one."""
    stands = {
        "organization": (contract.organization.key, facts.organization and facts.organization.key),
        "sold_in": (contract.sold_in.code, facts.sold_in and facts.sold_in.code),
        "currency": (contract.currency, facts.currency),
    }
    found = [
        Violation("row_contract_stays", {"column": column, "is": now, "text": typed, "number": contract.number})
        for column, (now, typed) in stands.items()
        if typed and typed != now
    ]
    is_begun = contract.status == Contract.Status.DRAFT and facts.status == Contract.Status.ACTIVE
    if facts.status and facts.status != contract.status and not is_begun:
        found.append(Violation("row_status_differs", {"status": contract.status, "text": facts.status}))
    return found


def _move(contract: Contract, facts: ContractFacts) -> list[str]:
    """Write the term of the contract, and how many file under it; it is checked with its lines afterwards."""
    terms = {"starts_on": facts.starts_on, "ends_on": facts.ends_on, "contact_limit": facts.contact_limit}
    changed = [name for name, typed in terms.items() if typed and typed != getattr(contract, name)]
    for name in changed:
        setattr(contract, name, terms[name])
    if contract.ends_on <= contract.starts_on:
        raise UnableToSell([Violation("ends_before_it_starts", {"name": contract.number})])
    if changed:
        contract.save(update_fields=changed)
    return changed


def _complete(
    contract: Contract, facts: ContractFacts, changed: Sequence[str], actor: User | None, at: datetime
) -> list[str]:
    """Regions, which come with lines, and partners; then the contract is checked as a whole, and begins if it is to."""
    found = []
    if facts.regions and set(facts.regions) != set(contract.additional_regions.all()):
        contract.additional_regions.set(facts.regions)
        found.append("additional_regions")
    if facts.partners and set(facts.partners) != set(contract.partners.all()):
        contract.partners.set(facts.partners)
        found.append("partners")
    if found or {"starts_on", "ends_on", "contact_limit"} & set(changed):
        change_contract(contract=contract, actor=actor, at=at)
    if contract.status == Contract.Status.DRAFT and facts.status == Contract.Status.ACTIVE:
        activate_contract(contract=contract, actor=actor, at=at)
        found.append("status")
    return found
