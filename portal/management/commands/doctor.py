"""`manage.py doctor`: whether this portal is whole."""

import sys
from typing import Any

from django.core.management import BaseCommand

from common import clock
from portal import doctor
from portal.doctor import Level

WORDS = {Level.WELL: "well", Level.LOOK: "look", Level.BROKEN: "BROKEN"}


class Command(BaseCommand):
    """Ask every question, and end with 0 when all is well, 1 when something wants a look, 2 when it is broken."""

    help = "Find out whether this portal is whole; changes nothing. Ends with 0: well, 1: look at it, 2: broken."
    requires_system_checks = []

    def handle(self, **_options: Any) -> None:
        worst = Level.WELL
        for number, (name, found) in enumerate(doctor.examine(clock.shared()), 1):
            level = max((each.level for each in found), default=Level.WELL)
            worst = max(worst, level)
            self.stdout.write(f"{number} of {len(doctor.CHECKS)}  {WORDS[level]:7} {name}")
            for each in found:
                self.stdout.write(f"        {each.text}")
        if worst:
            sys.exit(worst)
