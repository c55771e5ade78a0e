"""The maintenance windows of the demo world: one that is booked, and one that is over, with its account."""

from datetime import datetime, timedelta

from accounts.models import Contact, Environment
from entitlements.coverage import Span
from entitlements.services import grant_units
from outbox.models import OutboundMessage
from tickets import services
from tickets.models import Window, WindowType

PLAN = """1. Stop the workflows and take a backup.
2. Upgrade to the newest hotfix and start again.
3. Try one form and one workflow.

To go back, restore the backup: it takes twenty minutes."""
BOUGHT = 4


def book_windows(at: datetime) -> None:
    """Let ABC have a window next week, and Goldleaf one behind it; their mails are not sent."""
    _book("manager@abc.example", "Upgrade", at - timedelta(hours=2), after=timedelta(days=6), minutes=120)
    past = at - timedelta(days=9)
    greta = Contact.objects.get(user__email="manager@goldonly.example")
    grant_units(organization=greta.organization, units=BOUGHT, actor=None, at=past, use_key="demo:window")
    over = _book("manager@goldonly.example", "Deployment", past, after=timedelta(days=4), minutes=60, is_paid=True)
    services.run_windows(over.starts_at)
    for item in over.items.select_related("window__ticket"):
        services.tick(item=item, agent=over.engineer, is_done=True, at=over.starts_at + timedelta(minutes=30))
    ends_at = over.ends_at - timedelta(minutes=5)
    services.end_window(window=over, agent=over.engineer, minutes=55, what="Deployment tried and kept", at=ends_at)
    OutboundMessage.objects.filter(name__startswith="window.").delete()


def _book(email: str, work: str, at: datetime, *, after: timedelta, minutes: int, is_paid: bool = False) -> Window:
    """Book the first free start so long after `at` that somebody pays with units, or that the contract covers."""
    contact = Contact.objects.select_related("user", "organization", "home_region").get(user__email=email)
    places = Environment.objects.filter(organization=contact.organization, use=Environment.Use.PRODUCTION)
    environment = places.select_related("product", "version__product", "organization").order_by("-name")[0]
    kind = WindowType.objects.get(name=work)
    within = Span(at + after, at + after + timedelta(days=7))
    found = services.grounds_of_windows(contact=contact, environment=environment, kind=kind, within=within, at=at)
    draft = services.WindowDraft(
        contact=contact,
        environment=environment,
        type=kind,
        starts_at=next(each for each in found.free(minutes) if bool(each.units) is is_paid).span.starts_at,
        minutes=minutes,
        plan=PLAN,
        rollback_name=contact.user.name,
        rollback_phone="+1 415 555 0100",
        checklist=tuple(kind.items),
    )
    return services.book_window(requester=contact.user, draft=draft, at=at)
