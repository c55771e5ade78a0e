"""The rows that `make bench` loads are those that the services would have written.

Only the day that a mail of long ago names in words ("Wednesday 3 June") is not moved with the copy.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain

import pytest
from django.db import connection

from community.models import Post, Thread
from knowledgebase.models import Article
from outbox.models import OutboundMessage
from search.models import SearchDocument
from search.rules import plain
from search.services import Narrow, find
from tickets.indexing import index_tickets
from tickets.models import Reply, Ticket, TicketEvent
from tools.bench import copying
from tools.bench.haste import in_haste
from tools.bench.load import Amount, load
from tools.bench.rows import FIRST, Pattern, Table, written_by
from tools.bench.shares import SIZE, Dealer, Section, lines
from tools.bench.stories import WEEK, Told, tell_ticket
from tools.bench.words import MARK, NUMBER
from tools.bench.world import World, make

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.both]

AT = datetime(2026, 6, 12, 14, tzinfo=UTC)
FILED = datetime(2026, 6, 3, 9, 17, tzinfo=UTC)
WORDS = {"qxaaq": "zebra", "qxabq": "giraffe", NUMBER: "onlyone"}


def spoken(text: str) -> str:
    """The same in words."""
    return re.sub(MARK, lambda found: WORDS.get(found[0], f"word{found[0][2:4]}"), text)


def pattern(world: World, told: Told, at: datetime, as_words: Callable[[str], str] = str) -> Pattern:
    """A ticket of that time as the services make it."""
    rows = written_by(partial(tell_ticket, world, told, at=at, as_words=as_words))
    return Pattern(rows, root="tickets_ticket", line=copying.line)


def itself(made: Pattern) -> dict[Table, str]:
    """The lines that a pattern was made of."""
    keys = {place: place[1:] for place in made.keys}
    return dict(made.filled({**keys, **made.words, **made.times, **made.random, **names(made)}))


def copied(made: Pattern, like: Pattern) -> dict[Table, str]:
    """A copy of a pattern, a week later, under the keys of another one."""
    keys: Mapping[str, str] = {place: other[1:] for place, other in zip(made.keys, like.keys, strict=True)}
    words = {place: spoken(said) for place, said in made.words.items()}
    chance = dict(zip(made.random, like.random.values(), strict=True))
    return dict(made.filled({**keys, **words, **made.at(WEEK), **chance, **names(like)}))


def names(made: Pattern) -> dict[str, str]:
    """What its ticket is called, and how that is searched for."""
    [name] = made.named
    return {"name": name, "searched": plain(name)}


def test_a_copied_ticket_is_what_the_services_write_a_week_later_in_other_words() -> None:
    world = make(AT, customers=2)
    for is_over in (True, False):
        told = Told(world.customers[0], 1, is_over)
        first, later = pattern(world, told, FILED), pattern(world, told, FILED + WEEK, spoken)

        assert copied(first, later) == {
            table: said.replace("10 June", "3 June") for table, said in itself(later).items()
        }
        assert {table.name for table in first.templates} >= {
            "tickets_ticket",
            "tickets_reply",
            "tickets_ticketevent",
            "tickets_milestone",
            "search_searchdocument",
            "outbox_outboundmessage",
            "notifications_notification",
        }


@pytest.mark.django_db(transaction=True)
def test_what_two_processes_load_in_haste_is_counted_found_and_gone_on_with() -> None:
    before = guards()
    amount = Amount(20, articles=2, threads=2, customers=2, long=4)
    writers = 2 if connection.vendor == "postgresql" else 0
    world = load(amount, at=AT, show=lambda *_: None, haste=in_haste, writers=writers)

    assert guards() == before
    connection.check_constraints()
    assert (Ticket.objects.count(), Reply.objects.count()) == (20, 19 * 3 + 4)
    assert (Ticket.objects.unfinished().count(), Article.objects.count(), Thread.objects.count()) == (5, 2, 2)
    assert Post.objects.count() == 3 + 50
    assert not OutboundMessage.objects.undelivered().exists()
    ticket = Ticket.objects.select_related("requester", "contact").earliest("pk")
    found = find(f"{ticket.subject.split()[-1]} ", keys=("all-desks",), narrow=Narrow(), at=AT)
    assert found.count == 1
    if connection.vendor == "postgresql":
        assert ticket.subject.split()[-1].lower() in words_of_titles()
    index_tickets(Ticket.objects.values_list("pk", flat=True), at=AT + WEEK)
    assert not SearchDocument.objects.filter(indexed_at=AT + WEEK).exists()
    made = tell_ticket(world, Told(world.customers[0], 1, is_over=False), at=AT)
    assert made.pk == 21
    assert TicketEvent.objects.filter(ticket=made).count() > 3


GUARDS = """
    SELECT pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname !~ '^pg_'
    UNION ALL SELECT concat(tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger
    UNION ALL SELECT relname || array_to_string(reloptions, ' ') FROM pg_class WHERE reloptions IS NOT NULL
"""


def guards() -> Counter[str]:
    """The indexes and triggers of the database, and the options of its tables."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS if connection.vendor == "postgresql" else "SELECT sql FROM sqlite_master")
        return Counter(said for (said,) in cursor.fetchall())


def words_of_titles() -> set[str]:
    """What a trigger of ours keeps for misspelled words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM search_titleword")
        return {word for (word,) in cursor.fetchall()}


def test_a_share_says_the_same_whoever_writes_it_and_nothing_that_another_one_says() -> None:
    table = Table("tickets_ticket", "id", ("id", "reference", "subject", "token"), FIRST, frozenset({3}))
    row = (str(FIRST + 1), "ABC-7", f"qxaaq {NUMBER}", "f" * 32)
    made = Pattern({table: [row]}, root="tickets_ticket", line=copying.line)
    section = Section("tickets", SIZE + 2, lambda number: (made, timedelta(minutes=number)))
    first, again = (list(Dealer([section]).shares(0)) for _ in range(2))

    written = [lines(share, section)[table] for share in first]
    assert written[::-1] == [lines(share, section)[table] for share in reversed(again)]
    said = "".join(chain.from_iterable(written))
    numbers = range(1, SIZE + 3)
    assert re.findall(r"(?:^|[\n\x1e])(\d+)", said) == [str(number) for number in numbers]
    assert re.findall(r"ABC-\d+", said) == [f"ABC-{1000 + number}" for number in numbers]
    assert len(set(re.findall(r"only\w+", said))) == len(set(re.findall("[0-9a-f]{32}", said))) == SIZE + 2


def test_what_may_not_be_there_twice_differs_in_each_copy_even_if_it_looks_like_a_key() -> None:
    table = Table("tickets_ticket", "id", ("id", "token_hash"), FIRST, frozenset({1}))
    made = Pattern({table: [(str(FIRST + 1), "a712345678b")]}, root="tickets_ticket", line=copying.line)
    assert list(made.random.values()) == ["a712345678b"]
