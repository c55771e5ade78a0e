"""`manage.py holidays REGION YEAR`: what the published holidays would change, applied on purpose."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog import rules, services
from catalog.holiday_source import UnableToListHolidays, published_holidays
from catalog.models import Region
from common import clock


class Command(BaseCommand):
    """Compare a region's holidays of a year with the published ones, and apply the difference when asked to."""

    help = "Show how a region's holidays differ from the published ones; --apply adds and renames, --prune removes too."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("region", help="the region's code: AMER")
        parser.add_argument("year", type=int)
        parser.add_argument("--apply", action="store_true", help="add and rename what is shown")
        parser.add_argument("--prune", action="store_true", help="with --apply: remove days that only the region has")

    def handle(self, *_args: Any, **options: Any) -> None:
        region = Region.objects.filter(code=options["region"]).first()
        if region is None:
            raise CommandError(f"There is no region {options['region']}.")
        difference = self.difference(region, options["year"])
        for line in described(difference, is_pruning=options["prune"]):
            self.stdout.write(line)
        if options["apply"] and difference:
            services.apply_holidays(region=region, difference=difference, is_pruning=options["prune"], at=clock.now())
            self.stdout.write(f"Applied: calendar version {region.calendar_version} of {region.name}.")
        elif difference:
            self.stdout.write("Nothing was changed. Add --apply to change it.")

    def difference(self, region: Region, year: int) -> rules.HolidayDifference:
        """What the published list of the region's country says otherwise."""
        try:
            published = published_holidays(country=str(region.country), subdivision=region.subdivision, year=year)
        except UnableToListHolidays as refusal:
            raise CommandError("; ".join(refusal.reasons)) from refusal
        return services.compare_holidays(region=region, year=year, published=published)


def described(difference: rules.HolidayDifference, *, is_pruning: bool) -> list[str]:
    """A line for each day that differs."""
    if not difference:
        return ["The holidays are as published."]
    only_here = "-" if is_pruning else "="
    kept = "" if is_pruning else " (only here, kept)"
    lines = [(day, f"+ {day} {name}") for day, name in difference.added.items()]
    lines += [(day, f"~ {day} {name}") for day, name in difference.renamed.items()]
    lines += [(day, f"{only_here} {day} {name}{kept}") for day, name in difference.only_here.items()]
    return [line for _, line in sorted(lines)]
