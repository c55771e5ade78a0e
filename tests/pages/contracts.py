"""The contracts of an organization, and those that end soon. The viewer of ABC is its billing contact too."""

from typing import Any

from entitlements.models import Contract
from tests.pages.registry import FORBIDDEN, Address, Reader, abc, agents
from tests.pages.units import READERS

ENDS = {**agents(FORBIDDEN), Reader.LEAD: 200, Reader.ADMINISTRATOR: 200}


def contract_of_abc() -> dict[str, Any]:
    """The contract of ABC."""
    return {"pk": Contract.objects.get(number="C-1001").pk}


PAGES: tuple[Address, ...] = (
    Address(
        "contracts",
        abc(of_abc=FORBIDDEN, **READERS),
        statements=17,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address(
        "contract-statement",
        abc(of_abc=FORBIDDEN, **READERS),
        statements=17,
        portrait=Reader.MANAGER,
        arguments=contract_of_abc,
        looked_at=False,
    ),
    Address("contracts-ending", ENDS, statements=9, portrait=Reader.LEAD),
)
