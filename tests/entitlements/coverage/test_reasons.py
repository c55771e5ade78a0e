"""The words of a decision: which facts they carry, for whom, and how a stored reason stays readable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from entitlements.coverage import (
    AUDIENCES,
    CLOSED_WEEK,
    DEFAULT_PACKAGES,
    TEMPLATES,
    Calendar,
    Code,
    Contract,
    Entitlement,
    Kind,
    Lifecycle,
    Portfolio,
    Reason,
    Request,
    Span,
    decide,
    text,
)
from entitlements.coverage.reasons import week_summary

from .world import AMER, asked, codes, holds, utc

SATURDAY = utc("2026-06-13 10:10")


def last(portfolio_of: tuple[str, ...], request: Request, units: int = 0) -> str:
    """The last reason of a decision in words."""
    return text(asked(holds(*portfolio_of, units=units), request).reasons[-1])


def test_the_page_says_what_gold_covers_and_what_time_it_is_there() -> None:
    assert last(("gold",), Request(SATURDAY)) == (
        "Gold covers the business hours of AMER (Mon-Fri 06:00-17:00 in Los Angeles); it is Saturday 03:10 there."
    )


def test_a_region_without_hours_says_that_there_are_none() -> None:
    closed = replace(AMER, hours=CLOSED_WEEK)
    decision = decide(Request(utc("2026-06-10 17:00")), holds("gold"), {"AMER": closed})
    assert text(decision.reasons[-1]) == (
        "Gold covers the business hours of AMER (none in Los Angeles); it is Wednesday 10:00 there."
    )


YEAR = (date(2026, 1, 5), date(2027, 1, 5))
EVERYDAY = Entitlement("everyday-after-hours", *YEAR)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((EVERYDAY,), "Everyday After Hours needs Gold support, which the contract has not got: it is suspended."),
        (
            (EVERYDAY, Entitlement("gold", YEAR[0], date(2026, 6, 1))),
            "Gold support ended on 2026-05-31; without it Everyday After Hours is suspended.",
        ),
        (
            (EVERYDAY, Entitlement("gold", date(2026, 7, 1), YEAR[1])),
            "Gold support starts on 2026-07-01; until then Everyday After Hours is suspended.",
        ),
        ((), "The contract gives this product no Gold support, and nothing is given without it."),
    ],
)
def test_without_gold_the_page_says_since_when_and_what_is_suspended(
    lines: tuple[Entitlement, ...], words: str
) -> None:
    reason = asked(Portfolio(Contract("AMER", *YEAR), lines, DEFAULT_PACKAGES), Request(SATURDAY)).reasons[-1]
    assert reason.code == "gold_required"
    assert {text(reason), text(reason, "agent")} == {words}


NOON, LATE = "2026-06-10 19:00", "2026-06-10 22:00"
OTHER_HOURS = replace(AMER, openings=((date(2026, 6, 10), ((600, 780),)),))
SHUT_EARLY = replace(AMER, closures=((date(2026, 6, 10), 780, 1440),))
SHUT = replace(AMER, closures=((date(2026, 6, 10), 0, 1440),))
OPEN_ON_SATURDAY = replace(AMER, openings=((date(2026, 6, 13), ((120, 240),)),))
MOVING = replace(AMER, closed=(Span(utc("2026-06-10 20:00"), utc("2026-06-11 20:00")),))
NIGHTS = Calendar("America/Los_Angeles", (((1320, 360),),) * 5 + ((), ()), closures=((date(2026, 6, 10), 120, 180),))


@pytest.mark.parametrize(
    ("calendar", "at", "hours", "time"),
    [
        (AMER, NOON, "Mon-Fri 06:00-17:00 in Los Angeles", "Wednesday 12:00"),
        (OTHER_HOURS, NOON, "on this day 10:00-13:00 in Los Angeles", "Wednesday 12:00"),
        (OTHER_HOURS, LATE, "on this day 10:00-13:00 in Los Angeles", "Wednesday 15:00"),
        (OTHER_HOURS, "2026-06-11 22:00", "Mon-Fri 06:00-17:00 in Los Angeles", "Thursday 15:00"),
        (SHUT_EARLY, LATE, "on this day 06:00-13:00 in Los Angeles", "Wednesday 15:00"),
        (SHUT, LATE, "closed on this day in Los Angeles", "Wednesday 15:00"),
        (OPEN_ON_SATURDAY, "2026-06-13 10:10", "on this day 02:00-04:00 in Los Angeles", "Saturday 03:10"),
        (MOVING, LATE, "on this day 06:00-13:00 in Los Angeles", "Wednesday 15:00"),
        (MOVING, "2026-06-11 17:00", "on this day 13:00-17:00 in Los Angeles", "Thursday 10:00"),
        (
            NIGHTS,
            "2026-06-10 09:30",
            "on this day 00:00-02:00 03:00-06:00 22:00-24:00 in Los Angeles",
            "Wednesday 02:30",
        ),
    ],
)
def test_on_a_day_with_other_hours_the_page_says_those(calendar: Calendar, at: str, hours: str, time: str) -> None:
    decision = decide(Request(utc(at)), holds("gold"), {"AMER": calendar})
    assert text(decision.reasons[-1]) == f"Gold covers the business hours of AMER ({hours}); it is {time} there."


def test_a_holiday_is_named_by_its_local_date() -> None:
    assert "2026-07-03" in last(("gold",), Request(utc("2026-07-04 02:00")))


def test_a_reason_knows_when_its_region_opens_next() -> None:
    parameters = asked(holds("gold"), Request(SATURDAY)).reasons[-1].parameters
    assert (parameters["opens_weekday"], parameters["opens_date"], parameters["opens_time"]) == (
        "mon",
        "2026-06-15",
        "06:00",
    )


def test_a_payment_names_its_units_and_the_balance() -> None:
    words = last(("gold", "emergency-after-hours"), Request(SATURDAY, severity=1), units=8)
    assert "at least 1 time unit, paid" in words
    assert "balance is 8" in words


def test_the_day_on_which_an_option_ended_is_the_day_where_it_was_sold() -> None:
    contract = Contract("APAC", date(2026, 1, 5), None)
    lines = (
        Entitlement("gold", date(2026, 1, 5), None),
        Entitlement("everyday-after-hours", date(2026, 1, 5), date(2026, 6, 1)),
    )
    reason = asked(Portfolio(contract, lines, DEFAULT_PACKAGES), Request(SATURDAY)).reasons[-1]
    assert (reason.code, reason.parameters["ended_on"]) == ("option_expired", "2026-06-01")


@pytest.mark.parametrize(("units", "words"), [(0, "0 time units"), (1, "1 time unit"), (2, "2 time units")])
def test_units_are_counted_as_english_counts(units: int, words: str) -> None:
    reason = Reason(Code.PREPAID_INCIDENT, {"package": "emergency-after-hours", "units": units})
    assert text(reason) == f"Emergency After Hours covers this emergency; it holds {words}."


@pytest.mark.parametrize(("at", "named"), [("2026-06-13 10:10", "everyday-after-hours"), ("2026-06-10 17:00", "gold")])
def test_an_unsupported_version_names_what_would_cover_now(at: str, named: str) -> None:
    request = Request(utc(at), lifecycle=Lifecycle.EOL)
    reason = asked(holds("gold", "everyday-after-hours"), request).reasons[-1]
    assert reason.parameters == {"package": named, "lifecycle": "eol"}


def test_a_question_hears_of_the_package_that_answers_questions() -> None:
    answering = {"gold": replace(DEFAULT_PACKAGES["gold"], covers_questions=True)}
    portfolio = replace(holds("gold", "everyday-after-hours"), packages={**DEFAULT_PACKAGES, **answering})
    (reason,) = asked(portfolio, Request(SATURDAY, kind=Kind.QUESTION)).reasons
    assert reason.parameters["package"] == "gold"


def test_a_covered_window_holds_its_unit() -> None:
    window = Span(utc("2026-06-13 08:00"), utc("2026-06-13 12:00"))
    request = Request(SATURDAY, kind=Kind.MAINTENANCE, window=window)
    reason = asked(holds("gold", "scheduled-after-hours", units=1), request).reasons[-1]
    assert (reason.code, reason.parameters["units"]) == ("scheduled_window", 1)
    assert "units" not in asked(holds("gold"), Request(utc("2026-06-10 17:00"))).reasons[-1].parameters


def test_there_is_a_template_for_every_code_and_audience() -> None:
    assert set(TEMPLATES) == {f"{audience}:{code}" for audience in AUDIENCES for code in Code}


def test_agents_read_of_the_customer() -> None:
    reason = Reason(Code.NO_CONTRACT)
    assert text(reason) == "There is no support contract."
    assert text(reason, "agent") == "The customer has no support contract."


def test_names_and_translation_come_from_the_door() -> None:
    reason = asked(holds("gold"), Request(SATURDAY)).reasons[-1]
    french = {"Saturday": "samedi", "Mon": "lun", "Fri": "ven"}
    words = text(reason, names={"gold": "Or", "AMER": "Amérique"}, translate=lambda word: french.get(word, word))
    assert words == (
        "Or covers the business hours of Amérique (lun-ven 06:00-17:00 in Los Angeles); it is samedi 03:10 there."
    )


def test_an_old_reason_without_its_parameters_stays_readable() -> None:
    assert text(Reason(Code.OPTION_EXPIRED)) == " ended on ."
    assert text(Reason("a_code_of_another_day")) == "a_code_of_another_day"


def test_the_week_is_summed_up_by_runs_of_equal_days() -> None:
    assert week_summary(AMER.hours) == "mon-fri 06:00-17:00"
    split = (((480, 720), (780, 1020)),)
    odd = (split[0], (), split[0], split[0], ((1320, 360),), ((0, 0),), ())
    assert week_summary(odd) == (
        "mon 08:00-12:00 13:00-17:00, wed-thu 08:00-12:00 13:00-17:00, fri 22:00-06:00, sat 00:00-24:00"
    )
    late = (((480, 1020),), ((60, 1439),), ((60, 1439),), (), (), (), ())
    assert week_summary(late) == "mon 08:00-17:00, tue-wed 01:00-23:59"
    assert codes(asked(holds("gold"), Request(SATURDAY))) == ["outside_business_hours"]
