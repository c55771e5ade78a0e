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
from portal.answers import UnableToSetUp, check
from portal.branding import UnableToBrand, brand
from portal.first_hour import Place, make_agent, make_place, make_shelves, send_test_mail
from portal.management.asking import NONE, Asker, Question, unrung

PLACE = {
    "region": Question("Short name of the first region", "EMEA"),
    "region_name": Question("Its name", "Europe, Middle East and Africa"),
    "city": Question("Its city, as customers call its desk", "London"),
    "zone": Question("Its time zone", "Europe/London"),
    "country": Question("Its country for holidays, two letters; - for none", "GB"),
    "subdivision": Question("Part of that country with holidays of its own, such as ENG; - for none", NONE),
    "hours": Question("Its business hours", "Mon-Fri 09:00-17:00"),
    "desk": Question("Name of its desk", "London desk"),
}
PERSON = {
    "email": Question("Your e-mail address, as the first agent", example="ada@vendor.example"),
    "name": Question("Your name", example="Ada Byron"),
}
LOOK = {
    "vendor_name": Question("The vendor's name, as pages and mails bear it", settings.VENDOR_NAME),
    "colour": Question("Its colour, such as #0b7285; - for the portal's own", NONE),
    "logo": Question("The file of its logo; - for none", NONE),
    "logo_dark": Question("The file of its logo on dark pages; - for the same", NONE),
}
"""The look, which may be left as it is."""
TEST_MAIL = Question("Send a test mail to; - for none", NONE)


class Command(BaseCommand):
    """Do what has not been done: tables, region and desk, first agent, test mail; say what is left."""

    help = "Set a portal up: first region and desk, first agent, a test mail. Run it again at any time; it goes on."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        for key, asked in {**LOOK, **PLACE, **PERSON}.items():
            example = asked.offered.strip(NONE) or asked.example
            such = f", such as {example}" if example else ""
            parser.add_argument(f"--{key.replace('_', '-')}", help=f"{asked.words}{such}.")
        parser.add_argument("--test-mail", metavar="ADDRESS", help="Send a test mail there; - for none.")
        parser.add_argument("--no-input", action="store_true", help="Ask nothing; what is missing is an error.")

    def handle(self, *, no_input: bool, **given: Any) -> None:
        self.given = given
        self.asker = Asker(given, is_asking=not no_input and sys.stdin.isatty(), check=check, out=self.stdout)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        self.done("Tables are there.")
        try:
            with unrung():
                self.steps()
        except (UnableToBrand, UnableToSetUp) as refusal:
            raise CommandError(f"{refusal} What was done before stays; run setup again.") from refusal
        except (KeyboardInterrupt, EOFError) as end:
            self.stdout.write("")
            raise CommandError("Broken off. What was done stays; run setup again, and it goes on.") from end
        self.say_what_is_left()

    def steps(self) -> None:
        """Everything that is asked for, in this order."""
        self.look()
        desk = self.desk()
        self.agent(desk)
        if make_shelves():
            self.done("Articles and threads begin in a category General; more are added in the administration.")
        self.mail()

    def look(self) -> None:
        """The vendor's name, colours and logo: asked for once, and later changed in what is given of them."""
        if any(self.given[key] for key in LOOK):
            answers = {key: self.asker.answer(key, LOOK[key]) if self.given[key] else None for key in LOOK}
        elif settings.BRAND.mark or not self.asker.is_asking:
            return
        else:
            answers = {key: self.asker.answer(key, asked) for key, asked in LOOK.items()}
        made = brand(
            name=answers["vendor_name"] or settings.VENDOR_NAME,
            colour=answers["colour"],
            logo=self.picture(answers["logo"], settings.BRAND.logo),
            logo_dark=self.picture(answers["logo_dark"], settings.BRAND.logo_dark),
            folder=settings.BRAND_FOLDER,
            before=settings.BRAND,
        )
        self.done(f"Pages show {self.name()} in {made.accent}, on dark ones in {made.accent_dark}, once started again.")

    def picture(self, answer: str | None, kept: str) -> Path | None:
        """The file of a logo: what was answered, or else what is kept."""
        if answer is None:
            return settings.BRAND_FOLDER / kept if kept else None
        return Path(answer).expanduser() if answer else None

    def desk(self) -> Desk:
        """The first desk, made with its region where there is none."""
        if desk := Desk.objects.select_related("region").order_by("pk").first():
            self.done(f"{desk} is there, in {desk.region}.")
            return desk
        code, name, *rest = (self.asker.answer(key, asked) for key, asked in PLACE.items())
        region = make_place(Place(code, name, *rest), at=clock.now())
        self.done(f"{region} opens, with {region.holidays.count()} holidays.")
        return Desk.objects.select_related("region").get(region=region)

    def agent(self, desk: Desk) -> None:
        """The first agent, made where there is none."""
        if agent := Agent.objects.select_related("user").order_by("pk").first():
            self.done(f"{agent} is an agent.")
            return
        email, name = (self.asker.answer(key, asked) for key, asked in PERSON.items())
        user = make_agent(email=email, name=name, desk=desk, at=clock.now())
        self.done(f"{user.email} administers the portal and leads {desk}.")
        self.stdout.write(f"        Log in with a code by mail, or first run: manage.py changepassword {user.email}")

    def mail(self) -> None:
        """Send the test mail where it is wanted."""
        if not self.given["test_mail"] and not self.asker.is_asking:
            return
        if address := self.asker.answer("test_mail", TEST_MAIL):
            send_test_mail(address, vendor=self.name())
            self.done(f"A test mail went to {address}.")

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
        if settings.PORTAL_DEMO:
            self.stdout.write("        Start it: manage.py up.")
