"""The coverage strip is laid out in the reader's zone, on days as long as they really are."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from common.strip import Kind, Strip, StripMark, StripSpan, lay_out, percent

LONDON = ZoneInfo("Europe/London")
LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def span(starts_at: datetime, ends_at: datetime | None, kind: Kind = Kind.BUSINESS) -> StripSpan:
    return StripSpan(starts_at, ends_at, kind, "Gold", "London")


def one_day(on: date, *spans: StripSpan, zone: ZoneInfo = LONDON, now: datetime = NOON) -> Strip:
    return lay_out(spans, zone=zone, first_day=on, days=1, now=now)


def test_a_business_day_takes_its_fraction_of_the_day() -> None:
    strip = one_day(
        date(2026, 11, 25),
        span(datetime(2026, 11, 25, 6, tzinfo=UTC), datetime(2026, 11, 25, 18, tzinfo=UTC)),
    )
    (segment,) = strip.days[0].segments
    assert (segment.x, segment.width) == ("25%", "50%")
    assert (segment.opens, segment.closes) == ("06:00", "18:00")


def test_a_span_across_midnight_ends_one_day_at_24_00_and_begins_the_next_at_00_00() -> None:
    night = span(datetime(2026, 11, 25, 19, tzinfo=UTC), datetime(2026, 11, 26, 6, tzinfo=UTC), Kind.AFTER_HOURS)
    strip = lay_out([night], zone=LONDON, first_day=date(2026, 11, 25), days=2, now=NOON)
    evening, morning = (day.segments[0] for day in strip.days)
    assert (evening.opens, evening.closes, evening.end) == ("19:00", "24:00", 1.0)
    assert (morning.opens, morning.closes, morning.start) == ("00:00", "06:00", 0.0)


def test_a_span_that_ends_at_midnight_leaves_nothing_on_the_next_day() -> None:
    evening = span(datetime(2026, 11, 25, 19, tzinfo=UTC), datetime(2026, 11, 26, tzinfo=UTC))
    strip = lay_out([evening], zone=LONDON, first_day=date(2026, 11, 25), days=2, now=NOON)
    assert strip.days[1].segments == ()


def test_a_day_of_23_hours_keeps_true_fractions_and_names_the_change() -> None:
    strip = one_day(
        date(2026, 3, 29),
        span(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 11, 30, tzinfo=UTC)),
    )
    (day,) = strip.days
    assert (day.minutes, day.clock_change) == (23 * 60, 60)
    assert day.segments[0].end == 0.5
    assert day.segments[0].closes == "12:30"


def test_a_day_of_25_hours_keeps_true_fractions_and_names_the_change() -> None:
    strip = one_day(
        date(2026, 10, 25),
        span(datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 11, 30, tzinfo=UTC)),
    )
    (day,) = strip.days
    assert (day.minutes, day.clock_change) == (25 * 60, -60)
    assert day.segments[0].end == 0.5
    assert day.segments[0].closes == "11:30"


def test_ticks_stand_at_wall_hours_on_a_day_with_a_clock_change() -> None:
    assert one_day(date(2026, 11, 25)).days[0].ticks == ("25%", "50%", "75%")
    assert one_day(date(2026, 3, 29)).days[0].ticks[1] == percent(11 / 23)


def test_spans_outside_the_days_are_clipped_away_and_an_open_one_fills_them() -> None:
    before = span(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    strip = one_day(date(2026, 11, 25), before, span(datetime(2026, 1, 1, tzinfo=UTC), None))
    (segment,) = strip.days[0].segments
    assert (segment.start, segment.end, segment.opens, segment.closes) == (0.0, 1.0, "00:00", "24:00")


def test_now_is_drawn_on_its_local_day_only() -> None:
    late = datetime(2026, 11, 26, 3, tzinfo=UTC)
    strip = lay_out([], zone=LOS_ANGELES, first_day=date(2026, 11, 25), days=2, now=late)
    assert [day.today for day in strip.days] == [True, False]
    assert strip.days[0].now_x == percent(19 / 24)
    assert strip.days[1].now_x is None


def test_the_stretch_that_covers_now_is_the_current_one_and_its_end_is_not_covered() -> None:
    shift = span(datetime(2026, 11, 25, 6, tzinfo=UTC), NOON)
    assert one_day(date(2026, 11, 25), shift, now=NOON).current is None
    assert one_day(date(2026, 11, 25), shift, now=datetime(2026, 11, 25, 11, 59, tzinfo=UTC)).current is not None


def test_holidays_marks_and_the_legend_follow_what_was_given() -> None:
    booked = span(datetime(2026, 12, 25, 20, tzinfo=UTC), datetime(2026, 12, 25, 22, tzinfo=UTC), Kind.BOOKED)
    strip = lay_out(
        [booked],
        zone=LONDON,
        first_day=date(2026, 12, 24),
        days=2,
        now=NOON,
        holidays={date(2026, 12, 25): "Christmas Day"},
        marks=[StripMark(datetime(2026, 12, 24, 12, tzinfo=UTC), "First response")],
    )
    assert [day.holiday for day in strip.days] == [None, "Christmas Day"]
    assert [(mark.x, mark.local) for mark in strip.days[0].marks] == [("50%", "12:00")]
    assert strip.kinds == (Kind.BOOKED,)
