"""`manage.py release`: say what leaves a portal in quarantine and what is held, and with `--yes` let it go."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management import BaseCommand, CommandError

from common import clock
from portal.safekeeping import quarantine
from portal.safekeeping.quarantine import Plan


class Command(BaseCommand):
    """Show the plan; with `--yes` end the quarantine."""

    help = "Say what would leave this portal and what is held as already sent; with --yes, end its quarantine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="End the quarantine.")
        parser.add_argument(
            "--stopped-at",
            type=datetime.fromisoformat,
            help="When the portal that this one replaces stopped, such as 2026-11-26T04:10; UTC unless it says "
            "otherwise. What was due by then is held. Without it, when the backup was taken.",
        )

    def handle(self, *, yes: bool, stopped_at: datetime | None, **_options: Any) -> None:
        at = clock.shared()
        standing = quarantine.standing()
        if standing is None:
            raise CommandError("This portal is not in quarantine.")
        until = instant(stopped_at) if stopped_at else standing.known_until
        if not standing.known_until <= until <= at:
            raise CommandError(f"It stopped between {standing.known_until:%Y-%m-%dT%H:%M} and now, or name no time.")
        self.show(quarantine.plan(until=until, at=at))
        if yes:
            held = quarantine.release(until=until, by="manage.py release", at=at)
            self.stdout.write(f"Released. {held} messages are held as already sent.")
        else:
            self.stdout.write("Nothing was released. Add --yes to do it.")

    def show(self, plan: Plan) -> None:
        """Write the plan as a table."""
        self.stdout.write(f"Held as already sent: what was due by {plan.until:%Y-%m-%d %H:%M:%S} UTC.")
        self.stdout.write(f"{'kind':8}{'name':48}{'held':>8}{'now':>8}{'later':>8}")
        for group in plan.groups:
            self.stdout.write(f"{group.kind!s:8}{group.name:48}{group.held:>8}{group.now:>8}{group.later:>8}")
        self.stdout.write(f"News told first, whose mails are held too: {plan.news}")
        self.stdout.write(f"Escalations whose next call is made at once: {plan.escalations}")
        self.stdout.write(f"Promises found broken at once: {plan.promises}")


def instant(said: datetime) -> datetime:
    """What was typed, in UTC unless it names another zone."""
    return said if said.tzinfo else said.replace(tzinfo=UTC)
