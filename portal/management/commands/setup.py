"""`manage.py setup`: the first hour of a portal, asked for or given as arguments; it may be run again at any time."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from accounts.models import Agent
from catalog.models import Desk
from common import clock
from common.brand import read
from portal.branding import UnableToBrand, brand
from portal.first_hour import Place, UnableToSetUp, make_agent, make_place, make_shelves, send_test_mail

QUESTIONS = {
    "region": ("Short name of the first region", "EMEA"),
    "region_name": ("Its name", "Europe, Middle East and Africa"),
    "city": ("Its city, as customers call its desk", "London"),
    "zone": ("Its time zone", "Europe/London"),
    "country": ("Its country for holidays, two letters; - for none", "GB"),
    "subdivision": ("Part of that country with holidays of its own; - for none", "-"),
    "hours": ("Its business hours", "Mon-Fri 09:00-17:00"),
    "desk": ("Name of its desk", "London desk"),
    "email": ("Your e-mail address, as the first agent", ""),
    "name": ("Your name", ""),
}
"""What is asked, with the answer that Enter gives."""
LOOK = {
    "vendor_name": ("The vendor's name, as pages and mails bear it", settings.VENDOR_NAME),
    "colour": ("Its colour, such as #0b7285; - for the portal's own", "-"),
    "logo": ("The file of its logo; - for none", "-"),
    "logo_dark": ("The file of its logo on dark pages; - for the same", "-"),
}
"""The same of the look, which may be left as it is."""
PLACE = ("region", "region_name", "city", "zone", "country", "subdivision", "hours", "desk")


class Command(BaseCommand):
    """Do what has not been done: tables, region and desk, first agent, test mail; say what is left."""

    help = "Set a portal up: first region and desk, first agent, a test mail. Run it again at any time; it goes on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        for key, (question, example) in {**LOOK, **QUESTIONS}.items():
            parser.add_argument(f"--{key.replace('_', '-')}", help=f"{question}, such as {example or 'you@vendor'}.")
        parser.add_argument("--test-mail", metavar="ADDRESS", help="Send a test mail there; - for none.")
        parser.add_argument("--no-input", action="store_true", help="Ask nothing; what is missing is an error.")

    def handle(self, *, no_input: bool, test_mail: str | None, **given: Any) -> None:
        self.asks = not no_input and sys.stdin.isatty()
        self.given = given
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.done("Tables are there.")
        try:
            self.look()
            desk = self.desk()
            self.agent(desk)
            if make_shelves():
                self.done("Articles and threads begin in a category General; more are added in the administration.")
            self.mail(test_mail)
        except (UnableToBrand, UnableToSetUp) as refusal:
            raise CommandError(f"{refusal} What was done before stays; run setup again.") from refusal
        self.say_what_is_left()

    def look(self) -> None:
        """The vendor's name, colour and logo: asked for once, and changed whenever they are given."""
        is_given = any(self.given[key] for key in LOOK)
        if not is_given and (settings.BRAND.mark or not self.asks):
            return
        name, colour, *logos = (self.wish(key, asks=not is_given) for key in LOOK)
        logo, logo_dark = (Path(path) if path else None for path in logos)
        made = brand(name=name, colour=colour, logo=logo, logo_dark=logo_dark, folder=settings.BRAND_FOLDER)
        self.done(f"Pages show {self.name()} in {made.accent}, on dark ones in {made.accent_dark}, once started again.")

    def wish(self, key: str, *, asks: bool) -> str:
        """What was given of the look, or is typed, or else stays as it is offered; "-" is none."""
        question, offered = LOOK[key]
        said = str(self.given[key] or "").strip()
        if not said and asks:
            said = input(f"{question} [{offered}]: ").strip()
        said = said or offered
        return "" if said == "-" else said

    def desk(self) -> Desk:
        """The first desk, made with its region where there is none."""
        if desk := Desk.objects.select_related("region").order_by("pk").first():
            self.done(f"{desk} is there, in {desk.region}.")
            return desk
        code, name, *rest = (self.answer(key) for key in PLACE)
        region = make_place(Place(code, name, *rest), at=clock.now())
        self.done(f"{region} opens, with {region.holidays.count()} holidays.")
        return Desk.objects.select_related("region").get(region=region)

    def agent(self, desk: Desk) -> None:
        """The first agent, made where there is none."""
        if agent := Agent.objects.select_related("user").order_by("pk").first():
            self.done(f"{agent} is an agent.")
            return
        user = make_agent(email=self.answer("email"), name=self.answer("name"), desk=desk, at=clock.now())
        self.done(f"{user.email} administers the portal and leads {desk}.")
        self.stdout.write(f"        Log in with a code by mail, or first run: manage.py changepassword {user.email}")

    def mail(self, address: str | None) -> None:
        """Send the test mail where it is wanted."""
        if address is None and self.asks:
            address = input("Send a test mail to (Enter for none): ").strip()
        if address and address != "-":
            send_test_mail(address, vendor=settings.VENDOR_NAME)
            self.done(f"A test mail went to {address}.")

    def answer(self, key: str) -> str:
        """What was given for `key`, or is typed now; "-" is none.

        Raises:
            CommandError: if nothing was given and nobody can be asked.
        """
        question, example = QUESTIONS[key]
        said = str(self.given[key] or "").strip()
        if not said and self.asks:
            said = input(f"{question} [{example}]: ").strip() or example
        if not said:
            raise CommandError(
                f"{question}: give it as --{key.replace('_', '-')}, such as {example or 'you@vendor'!r}."
            )
        return "" if said == "-" else said

    def name(self) -> str:
        """The name that the portal bears once it is started again."""
        return settings.VENDOR_NAME if os.environ.get("VENDOR_NAME") else read(settings.BRAND_FOLDER).name

    def done(self, text: str) -> None:
        """Tell of a step that is done."""
        self.stdout.write(f"done    {text}")

    def say_what_is_left(self) -> None:
        """Name what only the environment and the administration can do."""
        how = (
            "VENDOR_NAME; unset it to use that of setup"
            if os.environ.get("VENDOR_NAME")
            else "--vendor-name changes it"
        )
        self.stdout.write(f"        Pages and mails bear the name {self.name()} ({how}).")
        self.stdout.write(f"        Links in mails lead to {settings.BASE_URL} (BASE_URL).")
        self.stdout.write(f"        When nobody is on call, {settings.PAGE_FALLBACK_EMAIL} is (PAGE_FALLBACK_EMAIL).")
        self.stdout.write(
            "        Products, organizations and contracts: the administration, or manage.py import_sheet."
        )
