"""`manage.py reindex`: put everything into the search again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from common import clock
from community import indexing as community
from downloads import indexing as releases
from knowledgebase import indexing as articles
from portal.management.progress import Line
from tickets import indexing as tickets

KINDS: Mapping[str, Callable[[datetime], Iterator[tuple[int, int]]]] = {
    "article": articles.reindex,
    "ticket": tickets.reindex,
    "thread": community.reindex,
    "download": releases.reindex,
}
"""What indexes all of a kind, and yields how many of how many are done."""


class Command(BaseCommand):
    """Index everything again, or one kind. It may be stopped and run again at any time."""

    help = (
        "Put everything into the search again; nothing is lost from it meanwhile, and running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kinds", nargs="*", metavar="kind", help=f"Only these: {', '.join(KINDS)}.")

    def handle(self, *, kinds: list[str], **_options: Any) -> None:
        for kind in kinds or KINDS:
            if kind not in KINDS:
                self.stderr.write(f"There is no kind {kind}; there are: {', '.join(KINDS)}.")
                continue
            self._index(kind)

    def _index(self, kind: str) -> None:
        tell = Line(self.stdout)
        for done, total in KINDS[kind](clock.now()):
            tell(kind, done, total)
