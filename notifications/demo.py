"""What people of the demo world are told: two announcements, some preferences, inboxes read up to a day ago."""

from datetime import datetime, timedelta

from accounts.models import User
from catalog.models import Product, Region
from notifications import services
from notifications.models import Announcement, Notification
from notifications.rules import Mail, Rhythm, Wish

ANNOUNCER = "lead.emea@vendor.example"
UNREAD_SINCE = timedelta(days=1)
MAINTENANCE = services.AnnouncementDraft(
    title="Maintenance of this portal on Saturday",
    body="On Saturday from 06:00 to 08:00 UTC the portal is read-only while we move it to new servers. "
    "Phone support answers as usual.",
    is_public=True,
)
OUTAGE_TEXT = (
    "License activation is slow for servers that were bought in the Americas. "
    "Servers that run are not affected. The next update is here within the hour."
)


def load_announcements(at: datetime) -> None:
    """Publish what is announced at `at`; a world that has announcements already is left as it is."""
    if Announcement.objects.exists():
        return
    lead = User.objects.get(email=ANNOUNCER)
    outage = services.AnnouncementDraft(
        title="License activation is slow",
        body=OUTAGE_TEXT,
        severity=Announcement.Severity.OUTAGE,
        products=(Product.objects.get(name="Meridian Server"),),
        regions=(Region.objects.get(code="AMER"),),
        is_mailed=True,
    )
    for draft, days, hours in ((MAINTENANCE, 2, 96), (outage, 0, 6)):
        begun = at - timedelta(days=days, minutes=40)
        row = services.draft_announcement(draft=draft, actor=lead, at=begun)
        services.announce(announcement=row, actor=lead, at=begun, starts_at=None, ends_at=at + timedelta(hours=hours))


def load_preferences(at: datetime) -> None:
    """Let some people choose: a manager reads replies in a digest, an agent's nights are quiet."""
    manager = User.objects.get(email="manager@abc.example")
    wishes = {code: Wish(inbox=True, mail=Mail.DIGEST) for code in ("reply", "progress", "answer")}
    services.choose(user=manager, wishes=wishes, at=at)
    services.change_times(user=manager, times=services.Times(rhythm=Rhythm.DAILY, hour=7), at=at)
    agent = User.objects.get(email="agent.emea@vendor.example")
    nights = services.Times(quiet_starts=21 * 60, quiet_ends=7 * 60, quiet_weekdays=frozenset(range(7)))
    services.change_times(user=agent, times=nights, at=at)


def read_inboxes(at: datetime) -> None:
    """Everybody has read what is older than a day."""
    old = Notification.objects.unread().filter(at__lt=at - UNREAD_SINCE)
    old.update(read_at=at - UNREAD_SINCE)
