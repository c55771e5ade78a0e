"""On the first day nothing is sold yet, and the form of a ticket says so."""

import pytest
from django.test import Client

from accounts.models import User
from tests.tickets.agents_world import words
from tickets.forms.filing import NOTHING_HELD


@pytest.mark.django_db
def test_a_form_without_products_says_who_enters_them() -> None:
    client = Client()
    client.force_login(User.objects.create_user("ada@vendor.example", name="Ada Byron"))
    assert words(client.get("/tickets/new/"), "#id_version_helptext") == [str(NOTHING_HELD)]
