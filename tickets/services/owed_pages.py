"""What became of the news that a page is owed, and at which severities packages page."""

from entitlements.models import Package
from outbox.models import OutboundMessage
from tickets.models import Ticket, TicketEvent


def news_of(ticket: Ticket, event: TicketEvent) -> OutboundMessage | None:
    """The message by which the page that `event` made owed is asked for, the newest one; None when it is gone."""
    news = OutboundMessage.objects.filter(name="page.owed", payload__key=str(ticket.pk)).order_by("-id")
    own = news.exclude(payload__has_key="event") if event.code == "filed" else news.filter(payload__event=event.pk)
    return own.first()


def packages_by_code() -> dict[str, Package]:
    """The price list as it is now."""
    return Package.objects.in_bulk(field_name="code")
