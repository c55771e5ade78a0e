"""A statement that is written once finds what the query would have found that was written anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import JSONObject
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization, User
from common.statements import Statement, TakenApartError, partly

AT = datetime(2026, 6, 10, 14, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def people() -> list[User]:
    made = []
    for number in range(6):
        user = User(email=f"{number}@abc.example", name=f"Person {number}", is_active=number != 5)
        user.joined_at = AT + timedelta(hours=number)
        made.append(user)
    return User.objects.bulk_create(made)


def names(rows: list[Any]) -> list[str]:
    return [row.name for row in rows]


def among(*, keys: list[int], name: str, since: datetime) -> QuerySet[User]:
    found = User.objects.filter(Q(pk__in=keys) | Q(name=name), joined_at__gte=since - timedelta(hours=1))
    return found.order_by("pk")


@pytest.mark.parametrize("count", range(6))
def test_rows_are_those_of_the_query_for_any_values(people: list[User], count: int) -> None:
    statement = Statement(among)
    for hours in (0, 2, 4):
        given: Any = {
            "keys": [user.pk for user in people[:count]],
            "name": "Person 4",
            "since": AT + timedelta(hours=hours),
        }
        assert statement.rows(**given) == list(among(**given))
    assert names(statement.rows(keys=[], name="Person 5", since=AT)) == ["Person 5"]


def test_a_statement_is_written_once_for_values_of_the_same_shape(people: list[User]) -> None:
    written = []

    def write(**given: Any) -> QuerySet[User]:
        written.append(given)
        return among(**given)

    statement = Statement(write)
    for user in people:
        assert names(statement.rows(keys=[user.pk], name="nobody", since=AT)) == [user.name]
    assert len(written) == 2, "once with each of two stand-ins"
    with CaptureQueriesContext(connection) as asked:
        statement.rows(keys=[people[0].pk], name="nobody", since=AT)
    assert len(asked) == 1
    assert len(written) == 2


def test_positional_values_and_what_is_missing_are_part_of_the_words(people: list[User]) -> None:
    def write(column: str, *, active: bool | None, person: int | None) -> QuerySet[User]:
        rows = User.objects.order_by(column).filter(email__endswith="@abc.example")
        rows = rows if active is None else rows.filter(is_active=active)
        return rows if person is None else rows.filter(pk=person)

    statement = Statement(write)
    assert names(statement.rows("-pk", active=True, person=None))[0] == "Person 4"
    assert names(statement.rows("pk", active=None, person=None))[-1] == "Person 5"
    assert names(statement.rows("pk", active=False, person=people[5].pk)) == ["Person 5"]
    assert statement.rows("pk", active=False, person=people[4].pk) == []


def test_related_rows_annotations_and_tuples_come_as_the_query_gives_them(people: list[User]) -> None:
    home = Organization.objects.create(key="HOM", name="Home")
    people[0].contacts.create(organization=home)
    joined = Statement(
        lambda person: home.contacts.select_related("user").annotate(mail=F("user__email")).filter(user=person)
    )
    with CaptureQueriesContext(connection) as asked:
        (contact,) = joined.rows(person=people[0].pk)
        assert (contact.user, contact.mail) == (people[0], "0@abc.example")
    assert len(asked) == 1
    pairs = Statement(lambda person: User.objects.filter(pk=person).values_list("email", "joined_at"))
    assert pairs.rows(person=people[3].pk) == [("3@abc.example", AT + timedelta(hours=3))]


@pytest.mark.parametrize("text", ["Person", "n 3", "100 %", "a_b", "\\", "nobody"])
def test_a_text_is_looked_for_as_it_stands(people: list[User], text: str) -> None:
    for person, name in zip(people, ("100 % sure", "1000 sure", "a_b", "acb", "back\\slash", "Person 3"), strict=True):
        User.objects.filter(pk=person.pk).update(name=name)
    for lookup in ("contains", "icontains", "istartswith", "iexact", "exact"):
        lookups = Statement(lambda name, lookup=lookup: User.objects.filter(**{f"name__{lookup}": name}).order_by("pk"))
        lookups.rows(name="x")
        assert lookups.rows(name=text) == list(User.objects.filter(**{f"name__{lookup}": text}).order_by("pk")), lookup


def test_a_row_of_which_little_is_known_has_each_value_in_its_column(people: list[User]) -> None:
    person = partly(User, name="Nobody", email="nobody@abc.example", id=people[0].pk + 1000)
    assert (person.pk, person.email, person.name) == (people[0].pk + 1000, "nobody@abc.example", "Nobody")
    with pytest.raises(User.DoesNotExist):
        assert person.is_active


def test_a_connection_that_knows_little_of_its_database_asks_before_a_statement_is_written() -> None:
    vars(connection.features).pop("supports_json_field", None)
    statement = Statement(lambda *, pk: User.objects.filter(pk=pk).values_list(JSONObject(name=F("name"))))
    user = User.objects.get(name="Person 1")
    assert statement.rows(pk=user.pk) == [({"name": "Person 1"},)]


def test_what_can_find_nothing_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Statement(lambda keys: User.objects.filter(pk__in=keys)).rows(keys=[]) == []
    assert len(asked) == 0


@pytest.mark.parametrize(
    "write",
    [
        lambda at, **_rest: User.objects.filter(joined_at__gte=at.replace(minute=0)),
        lambda name, **_rest: User.objects.filter(name=name[:1]),
        lambda name, **_rest: User.objects.filter(name=name.upper()[2:]),
        lambda number, **_rest: User.objects.filter(pk__gt=number * 2),
        lambda number, **_rest: User.objects.filter(pk=number)[: 1 + number % 3],
        lambda number, **_rest: User.objects.filter(pk=User.objects.filter(pk=number).count()),
    ],
    ids=[
        "the hour of an instant",
        "the first letter of a text",
        "the rest of a text",
        "twice a number",
        "a number as a limit",
        "asking at once",
    ],
)
def test_a_query_that_takes_a_value_apart_is_refused(write: Any) -> None:
    with pytest.raises(TakenApartError):
        Statement(write).rows(at=AT, name="Person", number=1)


def test_a_fixed_value_with_quotes_and_percent_signs_is_found_as_it_is(people: list[User]) -> None:
    named = '100 % of %s O\'Hara\\ "x" \N{SNOWMAN}'
    User.objects.filter(pk=people[2].pk).update(name=named)
    statement = Statement(lambda name, *, since: User.objects.filter(name=name, joined_at__gte=since))
    assert names(statement.rows(named, since=AT)) == [named]
    assert names(statement.rows(named, since=AT + timedelta(hours=3))) == []


def test_a_value_that_never_varies_stands_in_the_words(people: list[User]) -> None:
    """So that a plan may use an index of such rows alone."""
    statement = Statement(lambda *, person: User.objects.filter(pk=person, is_active=True, name="Person 3"))
    given: list[Any] = []

    def heard(execute: Any, words: str, values: Any, *more: Any) -> Any:
        given.append((words, values))
        return execute(words, values, *more)

    with connection.execute_wrapper(heard):
        assert statement.rows(person=people[3].pk) == [people[3]]
    [(words, values)] = given
    assert values == (people[3].pk,)
    assert "'Person 3'" in words
