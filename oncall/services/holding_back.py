"""A cap on the pages of one contract within an hour: what is beyond it is kept, told in digests, and never lost."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, Unpack

from django.conf import settings
from django.db import transaction

from accounts.models import Agent, User
from catalog.models import Desk
from entitlements.models import Contract
from notifications.services import News, notify
from oncall import portfolio
from oncall.models import HeldBackPage, Page
from oncall.services.paging import PageFacts, page_on_call
from outbox import services as outbox

HOUR: Final = timedelta(hours=1)
BETWEEN: Final = timedelta(minutes=15)
"""The first page that is held back is told at once; after it a digest gathers for so long."""
LISTED: Final = 50
MAIL: Final = "oncall/mail/held_back"


@transaction.atomic
def page_within_cap(*, contract: Contract, **call: Unpack[PageFacts]) -> Page | None:
    """Page as `page_on_call` does, unless the contract had `PAGES_PER_CONTRACT_AND_HOUR` within the hour.

    Then the page is kept as held back and None is answered. A page that was made or kept before is not asked again.
    """
    key, at = call["dedupe_key"], call["at"]
    known = Page.objects.filter(dedupe_key=key).first()
    if known is not None or HeldBackPage.objects.filter(dedupe_key=key).exists():
        return known
    cap = settings.PAGES_PER_CONTRACT_AND_HOUR
    if Page.objects.real().filter(contract=contract, paged_at__gt=at - HOUR).count() >= cap:
        facts = {"contract": contract, "desk": call["desk"], "url": call["url"], "held_at": at, "cap": cap}
        HeldBackPage.objects.get_or_create(dedupe_key=key, defaults={**facts, "subject": call["subject"][:200]})
        return None
    return page_on_call(contract=contract, **call)


@transaction.atomic
def tell_held_back(at: datetime) -> int:
    """Tell who is on call and the leads of each desk what was held back and not told yet; returns how many pages.

    Each is told once. Of one contract and desk a digest goes out at once, and the next one `BETWEEN` later at the
    earliest. Where nobody is there to be told, the fallback address is.
    """
    waiting: dict[tuple[int, int], list[HeldBackPage]] = defaultdict(list)
    rows = HeldBackPage.objects.untold().select_for_update(of=("self",)).select_related("contract", "desk")
    for row in rows.order_by("id"):
        waiting[row.contract_id, row.desk_id].append(row)
    return sum(_tell(pages, at) for pages in waiting.values() if not _told_lately(pages[0], at))


def _told_lately(page: HeldBackPage, at: datetime) -> bool:
    same = HeldBackPage.objects.filter(contract=page.contract_id, desk=page.desk_id)
    return same.filter(told_at__gt=at - BETWEEN).exists()


def _tell(pages: Sequence[HeldBackPage], at: datetime) -> int:
    first, last = pages[0], pages[-1]
    facts = {
        "contract": first.contract.number,
        "desk": first.desk.name,
        "cap": first.cap,
        "count": len(pages),
        "pages": [{"subject": page.subject, "url": page.url} for page in pages[:LISTED]],
        "more": max(0, len(pages) - LISTED),
    }
    key = f"held_back:{first.pk}-{last.pk}"
    readers = _readers(first.desk, at)
    for reader in readers:
        notify(reader=reader, news=_news(facts, key, first), at=at)
    if not readers:
        payload = {**facts, "notice": "page", "url": first.url}
        outbox.mail(name=MAIL, recipient=settings.PAGE_FALLBACK_EMAIL, payload=payload, dedupe_key=key, at=at)
    return HeldBackPage.objects.untold().filter(pk__in=[page.pk for page in pages]).update(told_at=at)


def _readers(desk: Desk, at: datetime) -> list[User]:
    """Who is on call at the desk, and its leads."""
    on_call = portfolio.on_call(desk, at, portfolio.Tier.PRIMARY)
    leads = Agent.objects.current().filter(memberships__desk=desk, memberships__is_lead=True).select_related("user")
    people = [*([on_call] if on_call else []), *leads.order_by("id")]
    return list({agent.user_id: agent.user for agent in people}.values())


def _news(facts: dict[str, Any], key: str, page: HeldBackPage) -> News:
    return News(
        kind="page",
        code="pages_held_back",
        about=f"contract:{page.contract_id}",
        event=key,
        title=facts["desk"],
        url=page.url,
        mail=MAIL,
        what=str(facts["count"]),
        facts=facts,
    )
