"""What agents keep of a ticket - tags, time, answers - and the macros that they apply."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from catalog.models import Desk, Product
from tests.tickets import cast as who
from tests.tickets.cast import WEDNESDAY, Cast
from tickets import rules, services
from tickets.models import CustomField, Macro, Tag, Ticket, TimeEntry

pytestmark = pytest.mark.both
LATER = WEDNESDAY + timedelta(minutes=10)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Liam's ticket at the London desk."""
    return cast.file(who.LONDON, subject="Forms *do not* open")


@pytest.fixture
def edward(cast: Cast) -> User:
    """An agent of the London desk."""
    return cast.user(who.EDWARD)


def macro(**given: Any) -> Macro:
    described = {"name": "Ask for the log", "text": "Dear {contact}, about {subject}: please send the log.", **given}
    return Macro.objects.create(**described)


def names(ticket: Ticket) -> list[str]:
    return sorted(ticket.tags.values_list("name", flat=True))


def codes(ticket: Ticket, *, is_internal: bool) -> list[str]:
    events = ticket.events.filter(is_internal=is_internal).order_by("id")
    return list(events.values_list("code", flat=True))


def test_a_tag_is_spelled_in_one_way(ticket: Ticket, edward: User) -> None:
    services.tag(ticket=ticket, actor=edward, add=["Data Loss", "data-loss", "  DATA  loss "], at=LATER)
    assert names(ticket) == ["data-loss"]
    assert codes(ticket, is_internal=True)[-1] == "tagged"


def test_a_tag_is_put_on_and_taken_off_in_one_act(ticket: Ticket, edward: User) -> None:
    services.tag(ticket=ticket, actor=edward, add=["login"], at=LATER)
    services.tag(ticket=ticket, actor=edward, add=["session"], remove=["login", "never there"], at=LATER)
    assert names(ticket) == ["session"]
    assert ticket.events.filter(code="tagged").last().data == {"added": "session", "removed": "login"}  # type: ignore[union-attr]


def test_a_tag_outdates_no_reply(ticket: Ticket, edward: User) -> None:
    edit = ticket.version_number
    services.tag(ticket=ticket, actor=edward, add=["login"], at=LATER)
    services.reply(ticket=ticket, author=edward, body="Hello", at=LATER, edit=edit)


@pytest.mark.parametrize("word", ["", "  ", "!!", "標籤"])
def test_a_word_without_letters_is_no_tag(ticket: Ticket, edward: User, word: str) -> None:
    with pytest.raises(services.UnableToTag, match="bad_tag"):
        services.tag(ticket=ticket, actor=edward, add=["good", word], at=LATER)
    assert names(ticket) == []


def test_a_customer_puts_no_tag_on_a_ticket(ticket: Ticket, cast: Cast) -> None:
    with pytest.raises(services.UnableToTag, match="agents_only"):
        services.tag(ticket=ticket, actor=cast.user(who.LONDON), add=["mine"], at=LATER)


def test_merged_tags_stay_on_every_ticket(ticket: Ticket, edward: User, cast: Cast) -> None:
    other = cast.file(who.LONDON)
    services.tag(ticket=ticket, actor=edward, add=["login", "log-in"], at=LATER)
    services.tag(ticket=other, actor=edward, add=["log-in"], at=LATER)
    prepared = macro()
    prepared.tags.add(Tag.objects.get(name="log-in"))

    services.merge_tags(tags=Tag.objects.all(), into=Tag.objects.get(name="login"))

    assert names(ticket) == names(other) == ["login"]
    assert [each.name for each in prepared.tags.all()] == ["login"]


def test_a_saved_view_finds_its_tag_under_the_name_that_it_was_merged_into(
    ticket: Ticket, edward: User, cast: Cast
) -> None:
    services.tag(ticket=ticket, actor=edward, add=["login", "log-in"], at=LATER)
    gone, kept = (Tag.objects.get(name=name) for name in ("log-in", "login"))
    view = services.save_view(owner=edward, name="Doors", desk=None, filters={"tag": str(gone.pk)}, at=LATER)
    other = services.save_view(owner=cast.user(who.AMY), name="Doors", desk=None, filters={"severity": "1"}, at=LATER)

    services.merge_tags(tags=Tag.objects.all(), into=kept)

    view.refresh_from_db()
    other.refresh_from_db()
    assert (view.filters, other.filters) == ({"tag": str(kept.pk)}, {"severity": "1"})


def test_a_ticket_that_carries_too_many_tags_lets_one_go(ticket: Ticket, edward: User) -> None:
    ticket.tags.set([Tag.objects.create(name=f"word-{number}") for number in range(rules.MAX_TAGS + 2)])
    services.tag(ticket=ticket, actor=edward, remove=["word-1"], at=LATER)
    assert "word-1" not in names(ticket)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90),
        ("1:30", 90),
        ("1h 30", 90),
        ("1h30m", 90),
        ("1.5h", 90),
        ("1,5 h", 90),
        ("45 min", 45),
        ("2 hours", 120),
    ],
)
def test_time_is_understood_as_people_type_it(typed: str, minutes: int) -> None:
    assert rules.read_minutes(typed) == minutes


@pytest.mark.parametrize("typed", ["", "soon", "1:75", "-5", "1h 30h", "99999", "1:3"])
def test_what_is_no_time_is_not_guessed(typed: str) -> None:
    assert rules.read_minutes(typed) is None


def log(ticket: Ticket, cast: Cast, minutes: int = 30) -> TimeEntry:
    agent = cast.agent(who.EDWARD)
    return services.log_time(ticket=ticket, agent=agent, minutes=minutes, what="Read the log", at=LATER)


def test_a_cancelled_entry_stays_and_leaves_the_sum(ticket: Ticket, edward: User, cast: Cast) -> None:
    entry = log(ticket, cast)
    services.cancel_time(entry=entry, actor=edward, at=LATER)
    entry.refresh_from_db()
    assert (entry.minutes, entry.cancelled_by, entry.cancelled_at) == (30, edward, LATER)
    with pytest.raises(services.UnableToCancelTime, match="already_cancelled"):
        services.cancel_time(entry=entry, actor=edward, at=LATER)


def test_a_lead_cancels_what_an_agent_of_the_desk_entered(ticket: Ticket, cast: Cast) -> None:
    services.cancel_time(entry=log(ticket, cast), actor=cast.user("lead.emea@vendor.example"), at=LATER)
    assert not ticket.time_entries.filter(cancelled_at=None).exists()


@pytest.mark.parametrize(("minutes", "code"), [(0, "no_time"), (1441, "over_a_day")])
def test_an_entry_is_time_of_one_day(ticket: Ticket, cast: Cast, minutes: int, code: str) -> None:
    with pytest.raises(services.UnableToLogTime, match=code):
        log(ticket, cast, minutes)


def test_answers_are_told_to_the_customer_only_where_it_sees_the_field(ticket: Ticket, edward: User) -> None:
    product = ticket.product
    assert product is not None
    shown = CustomField.objects.create(product=product, label="Build", kind="number")
    hidden = CustomField.objects.create(product=product, label="Cause", is_shown_to_customer=False)

    services.answer(ticket=ticket, actor=edward, answers={shown: "07.50", hidden: "defect"}, at=LATER)

    assert dict(ticket.field_values.values_list("field__label", "value")) == {"Build": "7.5", "Cause": "defect"}
    told = ticket.events.get(code="answers_changed", is_internal=False)
    assert told.data == {"fields": [["Build", "", "7.5"]]}


def test_placeholders_are_plain_text_whatever_is_in_them() -> None:
    values = {"subject": "*Bold* [link](http://evil.example) {agent}", "agent": "Edward", "contact": "1. Liam"}
    assert rules.filled("{contact}\n{subject}", values) == (
        "1\\. Liam\n\\*Bold\\* \\[link\\](http://evil.example) {agent}"
    )


def test_what_a_ticket_cannot_say_is_named() -> None:
    assert rules.unfilled("{due} {agent} {other}", {"agent": "Edward", "due": ""}) == ("due",)
    assert rules.unknown_placeholders("{due} {other} {Agent}") == ("other", "Agent")


def test_a_macro_takes_writes_waits_and_tags_at_once(ticket: Ticket, edward: User) -> None:
    prepared = macro(takes=True, status="waiting_for_customer", waiting_for="the log of {product}")
    prepared.tags.add(Tag.objects.create(name="needs-log"))

    services.apply_macro(ticket=ticket, macro=prepared, actor=edward, at=LATER)

    ticket.refresh_from_db()
    assert ticket.assignee == edward.agent
    assert (ticket.status, ticket.waiting_for) == ("waiting_for_customer", "the log of Meridian Server 5.1")
    assert ticket.replies.get().body == "Dear Liam Lowe, about Forms \\*do not\\* open: please send the log."
    assert names(ticket) == ["needs-log"]
    assert "macro_applied" in codes(ticket, is_internal=True)
    assert "macro_applied" not in codes(ticket, is_internal=False)


def test_the_text_that_an_agent_edited_is_sent(ticket: Ticket, edward: User) -> None:
    services.apply_macro(ticket=ticket, macro=macro(), actor=edward, at=LATER, body="Just this.")
    assert ticket.replies.get().body == "Just this."


def test_a_macro_that_writes_a_note_tells_the_customer_nothing(ticket: Ticket, edward: User) -> None:
    services.apply_macro(ticket=ticket, macro=macro(is_note=True), actor=edward, at=LATER)
    assert (ticket.notes.count(), ticket.replies.count()) == (1, 0)


def test_a_macro_is_applied_whole_or_not_at_all(ticket: Ticket, edward: User) -> None:
    services.resolve(ticket=ticket, actor=edward, at=LATER)
    services.close(ticket=ticket, actor=edward, at=LATER)
    prepared = macro(is_note=True, status="open")

    with pytest.raises(services.UnableToChange, match="closed"):
        services.apply_macro(ticket=ticket, macro=prepared, actor=edward, at=LATER)

    assert not ticket.notes.exists()
    assert "macro_applied" not in codes(ticket, is_internal=True)


def test_a_macro_of_another_desk_or_product_is_not_offered(ticket: Ticket, edward: User) -> None:
    others = (
        macro(name="Other desk", desk=Desk.objects.get(code="apac")),
        macro(name="Other product", product=Product.objects.get(name="Lattice Forms")),
        macro(name="Retired", retired_at=WEDNESDAY),
    )
    for other in others:
        with pytest.raises(services.UnableToApply, match="not_offered"):
            services.apply_macro(ticket=ticket, macro=other, actor=edward, at=LATER)


def test_a_macro_looked_at_before_a_change_is_refused(ticket: Ticket, edward: User, cast: Cast) -> None:
    edit = ticket.version_number
    services.reply(ticket=ticket, author=cast.user(who.LONDON), body="It is solved.", at=LATER)
    with pytest.raises(services.UnableToApply, match="changed_meanwhile"):
        services.apply_macro(ticket=ticket, macro=macro(), actor=edward, at=LATER, edit=edit)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"text": "Hello"}, ""),
        ({"status": "new"}, "no_such_act"),
        ({"status": "waiting_for_customer"}, "no_ask"),
        ({"text": "Hello", "waiting_for": "the log"}, "ask_without_wait"),
        ({}, "does_nothing"),
        ({"tags": True}, ""),
    ],
)
def test_a_macro_makes_sense_or_says_why_not(said: dict[str, Any], problem: str) -> None:
    given = {"text": "", "status": "", "waiting_for": "", "takes": False, "tags": False, **said}
    assert rules.macro_problem(**given) == problem
