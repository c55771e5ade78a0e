"""Writes `docs/access.md`: who gets what from every address, as the tests of isolation ask it.

Run it with `make docs`; a test compares the page with the list.
"""

from collections.abc import Iterator
from pathlib import Path

from django.urls import get_resolver

from tests.pages import PAGES, Address, Reader

PAGE = Path(__file__).parents[1] / "docs" / "access.md"
HEADS = {
    Reader.OWNER: "requester",
    Reader.TEAMMATE: "teammate",
    Reader.MANAGER: "manager",
    Reader.VIEWER: "viewer",
    Reader.CUSTOMER: "other customer",
    Reader.PARTNER: "another's partner",
    Reader.STRANGER: "no organization",
    Reader.LEAD: "lead of the desk",
    Reader.AGENT: "agent of the desk",
    Reader.FAR_AGENT: "other agent",
    Reader.ADMINISTRATOR: "administrator",
    Reader.ANONYMOUS: "anonymous",
}
WORDS = {200: "yes", 204: "yes", 302: "yes", 403: "forbidden", 404: "-"}
TEXT = """# Who gets what

Every address of the portal, asked as twelve people. It is the list that `tests/test_isolation.py` asks one by one,
written by `make docs`; a test compares this page with it. The ticket is one of a London member of ABC Corporation,
whose contract was sold in America; *teammate* is another member of it, *agent of the desk* works at the London desk,
*other agent* at one that has nothing to do with it.

*yes*: it answers, or does what it is asked. `-`: there is no such page for the reader, as if the thing did not exist.
*forbidden*: the reader sees the thing and may not do this. *login*: asked to log in first. Another number is the HTTP
status of a refusal that the list asks for on purpose.
"""


def words(answer: int, reader: Reader) -> str:
    """An answer as the table says it."""
    if reader is Reader.ANONYMOUS and answer == 302:  # noqa: PLR2004 - sent to the login page
        return "login"
    return WORDS.get(answer, str(answer))


def rows() -> Iterator[list[str]]:
    """One row for each address, sorted by its path."""
    routes = _routes()
    for address in sorted(PAGES, key=lambda each: (routes[each.name], each.name)):
        yield [f"`{address.method} {routes[address.name]}`", *_answers(address)]


def page() -> str:
    """The whole page."""
    head = ["address", *HEADS.values()]
    lines = [head, ["---"] * len(head), *rows()]
    return TEXT + "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _answers(address: Address) -> list[str]:
    return [words(address.answers[reader], reader) for reader in HEADS]


def _routes() -> dict[str, str]:
    """The path of each name, with its arguments in angle brackets."""
    return dict(_walk(get_resolver(), "", "/"))


def _walk(resolver: object, namespace: str, path: str) -> Iterator[tuple[str, str]]:
    for pattern in getattr(resolver, "url_patterns", ()):
        here = f"{path}{getattr(pattern.pattern, '_route', '')}"
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner, here)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", here


def write() -> None:
    """Write the page."""
    PAGE.write_text(page())
