"""The demo world: one deterministic cast that serves demonstrations and tests alike."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.demo import ACCOUNTS, load_environments, load_invitation, load_people, load_work
from accounts.models import User
from catalog.demo import load_catalog
from catalog.models import Region
from common.refusal import Unable
from community.demo import load_community
from downloads import indexing as releases
from downloads.demo import load_releases
from entitlements.demo import load_contracts
from knowledgebase import indexing as articles
from knowledgebase.demo import load_articles
from notifications.demo import load_announcements, load_preferences, read_inboxes
from oncall import services as oncall
from oncall.demo import answer_calls, load_leave, load_rotations, load_ways, prove_ways
from outbox import services as outbox
from outbox.models import OutboundMessage
from portal.demo.answers import load_answers
from portal.followers import tell
from tickets.demo import load_tickets
from tickets.indexing import reindex


class UnableToLoadDemo(Unable):
    """The demo world may not be loaded here."""


def is_loaded() -> bool:
    """Whether this database holds the demo world."""
    return User.objects.filter(email=ACCOUNTS[0].email).exists()


@transaction.atomic
def load(at: datetime) -> None:
    """Load the demo world as it is at `at`; loading it again changes nothing.

    Raises:
        UnableToLoadDemo: with production settings, whose database holds real customers, and beside a portal that
            somebody has set up.
    """
    if not settings.PORTAL_DEMO:
        raise UnableToLoadDemo("PORTAL_DEMO is off, as it must be in production: the demo world is refused.")
    if not is_loaded() and (User.objects.exists() or Region.objects.exists()):
        raise UnableToLoadDemo(
            "A portal was set up here: the demo world is for an empty one, and nothing was loaded. Name another "
            "folder for it (PORTAL_VAR=/tmp/demo make demo), or start over (RESET=1), which deletes what is here."
        )
    catalog = load_catalog(at)
    people = load_people(at=at, regions=catalog.regions, desks=catalog.desks)
    load_environments(people, regions=catalog.regions, versions=catalog.versions)
    load_work(people, products=catalog.products)
    load_invitation(people, at=at, regions=catalog.regions)
    load_contracts(at, catalog, people)
    load_rotations(at)
    load_preferences(at)
    load_announcements(at)
    load_ways(at)
    load_articles(at)
    load_releases(at)
    load_tickets(at)
    OutboundMessage.objects.filter(name="ticket.touched").delete()  # all are indexed at once
    load_community(at)
    _settle(at)
    load_leave(at)
    _settle(at)
    for index in (articles.reindex, releases.reindex, reindex):
        for _batch in index(at):
            pass
    load_answers(at)
    answer_calls(at)
    read_inboxes(at)
    prove_ways()


def _settle(at: datetime) -> None:
    """Let the news of the past take effect, and count its mails and calls as sent: nobody is written to."""

    def follow(message: OutboundMessage) -> None:
        tell(message, message.created_at)

    def called(message: OutboundMessage) -> None:
        oncall.count_as_sent(message=message)

    silent = {"topic": follow, "page": called, "mail": lambda _message: None}
    outbox.settle(handlers=silent, at=at)
