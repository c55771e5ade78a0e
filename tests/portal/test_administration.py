"""The first page of the administration: sections in the order of a vendor's work, each once."""

import pytest
from django.urls import reverse

from tests.administration import administrator, opened

pytestmark = pytest.mark.django_db


def test_sections_are_named_by_what_is_in_them_and_come_in_the_order_of_setting_up() -> None:
    page = opened(administrator(), reverse("admin:index"))
    names = [node.text(strip=True) for node in page.css("#content-main .module caption")]
    assert names == [
        "What was sold",
        "Regions and products",
        "People",
        "Tickets",
        "Knowledge base",
        "Community",
        "Downloads",
        "On call",
        "Messages",
        "Uploads",
        "Announcements",
    ]


def test_roles_are_among_people_and_addresses_follow_from_users() -> None:
    page = opened(administrator(), reverse("admin:index"))
    assert page.css_first(".app-accounts tr.model-group") is not None
    assert page.css_first("tr.model-emailaddress") is None


def test_a_section_has_a_page_of_its_own() -> None:
    page = opened(administrator(), reverse("admin:app_list", args=["entitlements"]))
    assert [node.text(strip=True) for node in page.css("#content-main .module caption")] == ["What was sold"]


def test_only_the_administration_lets_its_pages_style_their_elements() -> None:
    client = administrator()
    policies = [client.get(address).headers["Content-Security-Policy"] for address in ("/admin/", "/account/")]
    assert ["'unsafe-inline'" in policy for policy in policies] == [True, False]
    assert "script-src 'self';" in f"{policies[0]};"
