"""Published public holidays by country and year; the only module that talks to the `holidays` package."""

from collections.abc import Collection, Mapping
from datetime import date

from common.refusal import Unable

ALSO = {"HK": ("optional",)}
"""Categories beyond public holidays: Hong Kong's general holidays, Good Friday among them, are filed as optional."""
LANGUAGE = "en_US"


class UnableToListHolidays(Unable):
    """The country or the subdivision is not known to the source."""


def published_holidays(*, country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The names of a year's public holidays by local day.

    Raises:
        UnableToListHolidays: if the source does not know the country or the subdivision.
    """
    import holidays  # noqa: PLC0415 - 3 MB that most processes never need

    languages = check_published(country=country, subdivision=subdivision)
    listed = holidays.country_holidays(
        country,
        subdiv=subdivision or None,
        years=year,
        observed=True,
        language=LANGUAGE if LANGUAGE in languages else None,
        categories=("public", *ALSO.get(country, ())),
    )
    return dict(sorted(listed.items()))


def check_published(*, country: str, subdivision: str) -> Collection[str]:
    """The languages in which holidays of a country, or of a part of it, are published.

    Raises:
        UnableToListHolidays: if the source does not know the country or the subdivision.
    """
    import holidays  # noqa: PLC0415 - as above

    try:
        return holidays.country_holidays(country, subdiv=subdivision or None).supported_languages
    except NotImplementedError as problem:
        raise UnableToListHolidays("unknown_country", (str(problem),)) from problem
