"""The guards of every test, each seen to bite."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.template import Context, Engine, Origin, engines
from django.template.base import Template
from django.test import RequestFactory, override_settings
from zeal import NPlusOneError
from zeal.middleware import zeal_middleware

from accounts.models import Contact, Organization, User
from entitlements.models import Entitlement, LedgerEntry, Package
from search.models import SearchDocument
from tests.guards import TEMPLATES, QueryInTemplateError, UndefinedVariableError, is_ours
from tests.world import load_world


def rendered(source: str, name: str = "tickets/ticket.html", **variables: object) -> str:
    """What `source` renders to when it stands in our template `name`."""
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    template = Template(source, origin=Origin(str(TEMPLATES / name)), engine=engine)
    return str(template.render(Context(variables)))


@pytest.mark.both
@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    wanted = "sqlite" if os.environ["DATABASE_URL"].startswith("sqlite") else "postgresql"
    assert connection.vendor == wanted
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_time", [1, 2])
def test_a_test_that_commits_leaves_the_database_as_the_migrations_did(_time: int) -> None:
    """What it made, changed and deleted is taken back, also where rows are only added or come of others."""
    come = (Entitlement, LedgerEntry, SearchDocument)
    assert [model for model in come if model._default_manager.exists()] == []  # noqa: SLF001 - Django's name for it
    assert word_count() == 0
    assert (Package.objects.exclude(name="Changed").count(), Permission.objects.exists()) == (7, True)

    load_world()
    assert [model for model in come if not model._default_manager.exists()] == []  # noqa: SLF001 - as above
    assert word_count() > 0
    Package.objects.update(name="Changed")
    Permission.objects.all().delete()


def word_count() -> int:
    """How many words a trigger has written into the index of the search."""
    table = "search_titleword" if connection.vendor == "postgresql" else "search_words"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608 - one of two names above
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_a_template_that_asks_the_database_fails() -> None:
    with pytest.raises(QueryInTemplateError, match=r"ticket\.html asked the database"):
        rendered("{% for user in users %}{{ user }}{% endfor %}", users=User.objects.all())


@pytest.mark.django_db
def test_a_library_template_may_ask_the_database() -> None:
    assert rendered("{{ users.count }}", name="admin/index.html", users=User.objects.all()) == "0"


def test_a_variable_that_was_not_given_fails() -> None:
    with pytest.raises(UndefinedVariableError, match=r"'ticket\.subject' is undefined"):
        rendered("{{ ticket.subject }}", ticket={})


def test_a_changed_setting_leaves_the_guard_in_place() -> None:
    with override_settings(DEBUG=True), pytest.raises(UndefinedVariableError):
        rendered("{{ ticket.subject }}", ticket={})


@pytest.mark.parametrize("source", ["{{ tone|default:'info' }}", "{% if tone %}{% else %}info{% endif %}"])
def test_a_variable_that_may_be_missing_says_so(source: str) -> None:
    assert rendered(source) == "info"


def test_a_library_template_may_name_what_is_missing() -> None:
    assert rendered("{{ missing|upper }}", name="allauth/elements/a.html") == ""


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (TEMPLATES / "tickets" / "ticket.html", True),
        (TEMPLATES / "account" / "login.html", True),
        (TEMPLATES / "admin" / "base_site.html", False),
        (Path("/lib/django/contrib/admin/templates/admin/index.html"), False),
        ("<unknown source>", False),
    ],
)
def test_our_templates_are_told_from_a_librarys(origin: object, *, ours: bool) -> None:
    assert is_ours(origin) is ours


@pytest.mark.django_db
def test_a_page_that_asks_once_per_row_fails() -> None:
    organization = Organization.objects.create(name="ABC Corporation", key="ABC")
    for address in ("a@abc.example", "b@abc.example", "c@abc.example"):
        Contact.objects.create(user=User.objects.create_user(address), organization=organization)

    def page(_request: object) -> list[str]:
        return [contact.user.email for contact in Contact.objects.all()]

    with pytest.raises(NPlusOneError):
        zeal_middleware(page)(RequestFactory().get("/"))
