"""Published public holidays by country and year; the only module that talks to the `holidays` package."""

from collections.abc import Mapping
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

    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None)
        language = LANGUAGE if LANGUAGE in found.supported_languages else None
        listed = holidays.country_holidays(
            country,
            subdiv=subdivision or None,
            years=year,
            observed=True,
            language=language,
            categories=("public", *ALSO.get(country, ())),
        )
    except NotImplementedError as problem:
        raise UnableToListHolidays("unknown_country", (str(problem),)) from problem
    return dict(sorted(listed.items()))
