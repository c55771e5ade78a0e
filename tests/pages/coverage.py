"""What the contract covers."""

from tests.pages import foreign
from tests.pages.objects import feed_of_the_owner
from tests.pages.registry import DESK, TO_ALL, TO_KNOWN, Address, Reader, abc

PAGES: tuple[Address, ...] = (
    Address("coverage", TO_KNOWN, statements=31, rows={"organization": foreign.organization_key}),
    Address(
        "coverage-feed",
        TO_ALL,
        statements=25,
        portrait=Reader.ANONYMOUS,
        arguments=feed_of_the_owner,
        looked_at=False,
    ),
    *(
        Address(
            f"coverage-feed-{noun}",
            {**abc(of_abc=answer), **dict.fromkeys((*DESK, Reader.FAR_AGENT, Reader.ADMINISTRATOR), 404)},
            statements=statements,
            data=lambda: {"organization": "ABC"},
            rows={"organization": foreign.organization_key},
            method="POST",
            looked_at=False,
        )
        for noun, answer, statements in (("address", 200, 12), ("revocation", 302, 6))
    ),
)
