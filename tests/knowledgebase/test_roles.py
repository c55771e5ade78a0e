"""Administrators decide who writes and who approves; whoever may not is told so in words."""

import pytest
from django.contrib.admin.models import LogEntry

from knowledgebase import services
from knowledgebase.permissions import roles_of
from knowledgebase.rules import Role
from knowledgebase.services import UnableToGrant
from tests.knowledgebase.conftest import ADMINISTRATOR, EDITOR, GOLD, NEITHER, client_of, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def posted(email: str, **said: object) -> tuple[int, str]:
    """What the page answers to somebody who gives a role to an agent without one."""
    fields = {"person": user(NEITHER).pk, "role": "editor", **said}
    answer = client_of(email).post("/kb/roles/", fields)
    return answer.status_code, answer.content.decode()


def test_an_administrator_gives_a_role_and_takes_it_away() -> None:
    assert posted(ADMINISTRATOR)[0] == 302
    assert roles_of(user(NEITHER)) == {Role.EDITOR}
    assert client_of(NEITHER).get("/kb/new/").status_code == 200

    assert posted(ADMINISTRATOR, state="off")[0] == 302
    assert roles_of(user(NEITHER)) == frozenset()
    noted = LogEntry.objects.filter(object_id=str(user(NEITHER).pk)).order_by("id")
    assert [(each.change_message, each.user.email, each.action_time) for each in noted] == [
        ("Became editor", ADMINISTRATOR, AT),
        ("Is editor no more", ADMINISTRATOR, AT),
    ]


def test_nobody_else_gives_a_role_and_is_told_whom_to_ask() -> None:
    status, page = posted(EDITOR, role="reviewer")

    assert (status, posted(GOLD)[0]) == (403, 404)
    assert "Administrators give these roles" in page
    assert roles_of(user(NEITHER)) == frozenset()


def test_a_role_is_for_agents() -> None:
    with pytest.raises(UnableToGrant, match="no_agent"):
        services.grant(person=user(GOLD), role=Role.EDITOR, actor=user(ADMINISTRATOR), at=AT)
    assert posted(ADMINISTRATOR, person=user(GOLD).pk)[0] == 404
    assert posted(ADMINISTRATOR, role="administrator")[0] == 404


def test_who_may_not_write_is_told_so_and_who_to_ask() -> None:
    page = client_of(NEITHER).get("/kb/new/")

    assert page.status_code == 403
    assert "Ask an administrator for the role" in page.content.decode()
    assert "Editors write articles" in client_of(NEITHER).get("/kb/roles/").content.decode()
