"""The contracts of an organization, and those that end soon. The viewer of ABC is its billing contact too."""

from tests.pages.registry import FORBIDDEN, Address, Reader, abc, agents
from tests.pages.units import READERS

ENDS = {**agents(FORBIDDEN), Reader.LEAD: 200, Reader.ADMINISTRATOR: 200}

PAGES: tuple[Address, ...] = (
    Address(
        "contracts",
        abc(of_abc=FORBIDDEN, **READERS),
        statements=17,
        portrait=Reader.MANAGER,
        arguments=lambda: {"key": "ABC"},
    ),
    Address("contracts-ending", ENDS, statements=9, portrait=Reader.LEAD),
)
