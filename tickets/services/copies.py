"""Where what was written in a ticket may stand again: in tickets that came of it, and in news of its problem."""

from collections.abc import Iterable, Sequence
from itertools import chain

from django.db.models import Q

from tickets.models import Link, Merge, ProblemNews, Reply, Ticket

COPYING = (Link.Kind.SPLIT, Link.Kind.FOLLOW_UP)
"""The links whose later ticket took texts of the earlier one."""


def news_with(ticket: Ticket, pieces: Sequence[str]) -> list[ProblemNews]:
    """The news that told the ticket any of `pieces`."""
    replies = Reply.objects.filter(ticket=ticket, is_from_vendor=True)
    sent = ProblemNews.objects.filter(at__in=replies.values("at"), by__in=replies.values("author"))
    return [news for news in sent if ticket.pk in _told(news) and any(piece in news.body for piece in pieces)]


def beside(ticket: Ticket, news: Iterable[ProblemNews]) -> list[Ticket]:
    """The other tickets: merged with it, split off, following up, of any distance; and those that `news` told."""
    found, ring = {ticket.pk}, {ticket.pk}
    while ring:
        links = Link.objects.filter(Q(earlier__in=ring) | Q(later__in=ring), kind__in=COPYING)
        merges = Merge.objects.filter(Q(source__in=ring) | Q(target__in=ring))
        pairs = chain(links.values_list("earlier", "later"), merges.values_list("source", "target"))
        ring = set(chain.from_iterable(pairs)) - found
        found |= ring
    told = {key for each in news for key in _told(each)}
    return list(Ticket.objects.filter(pk__in=(found | told) - {ticket.pk}))


def _told(news: ProblemNews) -> set[int]:
    return {key for key, _result in news.results}
