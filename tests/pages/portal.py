"""Home, and what belongs to no app."""

from tests.pages import foreign
from tests.pages.registry import TO_ALL, Address, Reader, agents

PAGES: tuple[Address, ...] = (
    Address("home", agents(302, others=200), statements=22, rows={"organization": foreign.organization_key}),
    Address("search", TO_ALL, statements=11, data=lambda: {"q": "the"}, rows={"product": foreign.product}),
    Address("styleguide", TO_ALL, statements=4, portrait=Reader.AGENT, looked_at=False),
    Address("healthz", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
)
