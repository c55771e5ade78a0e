"""What belongs together in the demo world, which answers spared tickets, and what was looked for in vain."""

from datetime import datetime, timedelta

from accounts.models import User
from community import indexing as threads
from community.models import Thread
from knowledgebase import indexing as articles
from knowledgebase.models import Article
from search.models import Deflection, EmptySearch, Reference, Shown
from tickets.models import Ticket
from tickets.rules import search_group

ISSUE = "meridian-cluster-lease-lost"
SHOWN = (
    # who typed, days ago, article, whether it was opened, whether a ticket was filed all the same
    ("member.london@abc.example", 3, ISSUE, True, False),
    ("member.hongkong@abc.example", 6, ISSUE, True, False),
    ("member@goldonly.example", 8, "beacon-scheduled-reports", True, False),
    ("member@extended.example", 11, "beacon-scheduled-reports", True, True),
    ("member.london@abc.example", 13, "renew-meridian-certificate", True, False),
    ("member@goldonly.example", 17, "lattice-first-form", False, True),
)
VAIN = (
    ("member@goldonly.example", 2, "export dashboard to powerpoint"),
    ("member.hongkong@abc.example", 5, "export dashboard to powerpoint"),
    ("member.london@abc.example", 9, "arm64 image"),
)


def load_answers(at: datetime) -> None:
    """Store them as they are at `at`; once."""
    if Deflection.objects.exists():
        return
    people = {user.email: user for user in User.objects.order_by("pk")}
    found = {each.slug: each for each in Article.objects.live().select_related("published")}
    _refer(found[ISSUE], at)
    for number, (email, ago, slug, opened, filed) in enumerate(SHOWN):
        told = at - timedelta(days=ago)
        form = Deflection.objects.create(
            token=f"demo-{number}",
            user=people[email],
            at=told,
            filed_at=told + timedelta(minutes=9) if filed else None,
            filed_as=f"demo:{number}" if filed else "",
            kind="break-fix" if filed else "",
        )
        article = found[slug]
        title = article.published.title if article.published else slug
        opened_at = told + timedelta(minutes=2) if opened else None
        group = articles.group_of(article.pk)
        Shown.objects.create(deflection=form, group=group, title=title, at=told, opened_at=opened_at)
    EmptySearch.objects.bulk_create(
        [EmptySearch(user=people[email], words=words, at=at - timedelta(days=ago)) for email, ago, words in VAIN]
    )


def _refer(issue: Article, at: datetime) -> None:
    """A ticket of ABC has the known issue, and a thread of Liam's became one."""
    tickets = Ticket.objects.kept().filter(
        requester__email="member.london@abc.example", product__name="Meridian Server", subject__icontains="lease"
    )
    first = tickets.order_by("pk").first()
    thread = Thread.objects.filter(author__email="member.london@abc.example").order_by("pk").first()
    agent = User.objects.get(email="agent.emea@vendor.example")
    if first is None or thread is None:
        return
    target, since = search_group(first.pk), at - timedelta(days=1)
    Reference.objects.bulk_create(
        [
            Reference(source=articles.group_of(issue.pk), target=target, kind="explains", by=agent, at=since),
            Reference(source=threads.group(thread.pk), target=target, kind="made_into", by=first.requester, at=since),
        ]
    )
