"""What a person wants to be told, by which way and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.querysets import is_agent
from common.refusal import Unable
from notifications.models import DeliveryTimes, Mute, Notification, Preference
from notifications.rules import KINDS, Mail, Quiet, Rhythm, Side, Wish, default_wish, kinds_of, next_digest
from outbox.models import OutboundMessage
from outbox.services import publish

MONDAY, MORNING = 0, 8


class UnableToPrefer(Unable):
    """Codes: `not_yours`, `not_silenced`, `not_digested`, `no_quiet_hours`, `always_quiet`."""


@dataclass(frozen=True, slots=True)
class Times:
    """When somebody gets its digest, and in which hours no mail; the hours are minutes of the day, None for none."""

    rhythm: Rhythm = Rhythm.DAILY
    weekday: int = MONDAY
    hour: int = MORNING
    quiet_starts: int | None = None
    quiet_ends: int | None = None
    quiet_weekdays: frozenset[int] = frozenset()

    def quiet(self, user: User) -> Quiet | None:
        """The quiet hours on the wall clock of `user`; None without any."""
        if self.quiet_starts is None or self.quiet_ends is None:
            return None
        return Quiet(self.quiet_starts, self.quiet_ends, self.quiet_weekdays, user.zone)

    def digest_after(self, user: User, at: datetime) -> datetime:
        """The first instant after `at` at which `user` gets a digest."""
        return next_digest(self.rhythm, weekday=self.weekday, hour=self.hour, zone=user.zone, after=at)


def sides_of(user: User) -> tuple[Side, ...]:
    """On which sides somebody is told things; an agent who is a contact too stands on both."""
    if not is_agent(user):
        return (Side.CUSTOMER,)
    is_contact = user.contacts.filter(left_at=None).exists()
    return (Side.AGENT, Side.CUSTOMER) if is_contact else (Side.AGENT,)


def wishes_of(user: User) -> dict[str, Wish]:
    """What somebody gets of each kind that it is told."""
    sides = sides_of(user)
    chosen = {row.kind: Wish(row.inbox, Mail(row.mail)) for row in Preference.objects.filter(user=user)}
    return {kind.code: chosen.get(kind.code) or default_wish(kind, sides[0]) for kind in kinds_of(*sides)}


def wish_of(user: User, kind: str) -> Wish:
    """What somebody gets of one kind."""
    row = Preference.objects.filter(user=user, kind=kind).first()
    if row is not None:
        return Wish(row.inbox, Mail(row.mail))
    return default_wish(KINDS[kind], Side.AGENT if is_agent(user) else Side.CUSTOMER)


def times_of(user: User) -> Times:
    """When somebody wants its mails."""
    row = DeliveryTimes.objects.filter(user=user).first()
    if row is None:
        return Times()
    return Times(
        rhythm=Rhythm(row.rhythm),
        weekday=row.weekday,
        hour=row.hour,
        quiet_starts=row.quiet_starts,
        quiet_ends=row.quiet_ends,
        quiet_weekdays=frozenset(row.quiet_weekdays),
    )


@transaction.atomic
def choose(*, user: User, wishes: Mapping[str, Wish], at: datetime) -> None:
    """Keep what somebody wants of each kind in `wishes`.

    What waits for a digest and is not wanted there any more leaves it; what stands in the inbox stays.

    Raises:
        UnableToPrefer: for a kind that the person is not told, or that may not be silenced or digested.
    """
    own = {kind.code: kind for kind in kinds_of(*sides_of(user))}
    for code, wish in wishes.items():
        if code not in own:
            raise UnableToPrefer("not_yours", (code,))
        if wish.mail is Mail.OFF and not own[code].may_silence:
            raise UnableToPrefer("not_silenced", (code,))
        if wish.mail is Mail.DIGEST and not own[code].may_digest:
            raise UnableToPrefer("not_digested", (code,))
    rows = [Preference(user=user, kind=code, inbox=wish.inbox, mail=wish.mail) for code, wish in wishes.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["inbox", "mail"]
    )
    left = [code for code, wish in wishes.items() if wish.mail is not Mail.DIGEST]
    waiting = Notification.objects.waiting_for_digest().filter(recipient=user, kind__in=left)
    waiting.update(digested_at=at)


@transaction.atomic
def change_times(*, user: User, times: Times, at: datetime) -> None:
    """Keep when somebody wants its mails; what waits for a digest moves to the next one of the new times.

    Raises:
        UnableToPrefer: for quiet hours without a start, an end or a day, or that leave no minute of a day.
    """
    given = {times.quiet_starts is None, times.quiet_ends is None, not times.quiet_weekdays}
    if len(given) > 1:
        raise UnableToPrefer("no_quiet_hours")
    if times.quiet_starts is not None and times.quiet_starts == times.quiet_ends:
        raise UnableToPrefer("always_quiet")
    DeliveryTimes.objects.update_or_create(
        user=user,
        defaults={
            "rhythm": times.rhythm,
            "weekday": times.weekday,
            "hour": times.hour,
            "quiet_starts": times.quiet_starts,
            "quiet_ends": times.quiet_ends,
            "quiet_weekdays": sorted(times.quiet_weekdays),
        },
    )
    due_at = times.digest_after(user, at)
    if Notification.objects.waiting_for_digest().filter(recipient=user).update(digest_at=due_at):
        publish("digest.due", str(user.pk), at=at, due_at=due_at)


def mute(*, user: User, about: str, at: datetime) -> None:
    """Tell somebody no more of one thing, but what asks for it by name."""
    Mute.objects.bulk_create([Mute(user=user, about=about, at=at)], ignore_conflicts=True)


def unmute(*, user: User, about: str) -> None:
    """Tell somebody of that thing again."""
    Mute.objects.filter(user=user, about=about).delete()


def is_muted(user: User, about: str) -> bool:
    """Whether somebody wants to hear no more of that thing."""
    return Mute.objects.filter(user=user, about=about).exists()


def still_wanted(message: OutboundMessage) -> bool:
    """Whether the reader of a mail wants mails of its kind by now: it may have been held since it was written."""
    kind = KINDS.get(message.payload.get("notice", ""))
    if kind is None or not kind.may_silence:
        return True
    off = Preference.objects.filter(user__email=message.recipient, kind=kind.code, mail=Mail.OFF)
    return not off.exists()
