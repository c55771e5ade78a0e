"""Requests that no page of the portal makes."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import User
from tests.administration import administrator, saved

MEGABYTE = 1024 * 1024


@pytest.fixture
def stranger(db: None, client: Client) -> Client:  # noqa: ARG001 - opens the database
    user = User.objects.create_user("stranger@nowhere.example", name="Sam")
    client.force_login(user, backend="portal.authentication.Backend")
    return client


def post(client: Client, size: int, *, said: int | None = None) -> Any:
    """What a form of `size` bytes, or one that says to have `said`, is answered."""
    page = reverse("account_login")
    if said:
        return client.post(page, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(said))
    return client.post(page, {"file": SimpleUploadedFile("a.log", b"x" * size)})


def words(answer: Any) -> str:
    """What a page says in its middle."""
    return " ".join(HTMLParser(answer.content).css("main")[0].text().split())


@pytest.mark.django_db
def test_who_is_not_logged_in_sends_no_file(client: Client) -> None:
    assert post(client, MEGABYTE).status_code == 200
    answer = post(client, 3 * MEGABYTE)
    assert answer.status_code == 413
    assert "without a login the portal reads only 2.0\xa0MB" in words(answer).replace(" MB", "\xa0MB")
    assert "Nothing was sent or kept" in words(answer)


def test_nobody_sends_more_than_ten_files(stranger: Client) -> None:
    assert post(stranger, 3 * MEGABYTE).status_code == 302
    answer = post(stranger, 0, said=300 * MEGABYTE)
    assert (answer.status_code, "too large" in words(answer)) == (413, True)


@pytest.mark.parametrize("kind", ["multipart", "plain"])
def test_a_text_over_the_limit_says_what_is_too_long(stranger: Client, kind: str) -> None:
    address, text = reverse("people:account"), "x" * (3 * MEGABYTE)
    plain = {"data": f"name={text}", "content_type": "application/x-www-form-urlencoded"}
    answer = stranger.post(address, **(plain if kind == "plain" else {"data": {"name": text}}))

    assert answer.status_code == 413
    assert "This text is too long" in words(answer)
    assert "larger than 2.0\xa0MB" in words(answer).replace(" MB", "\xa0MB")


def test_a_script_is_told_so_as_data(stranger: Client) -> None:
    answer = stranger.post(
        "/tickets/new/draft/", {"subject": "x" * (3 * MEGABYTE)}, headers={"sec-fetch-dest": "empty"}
    )

    assert (answer.status_code, "larger than" in answer.json()["said"]) == (413, True)


def test_more_fields_or_files_than_are_read_are_refused_in_words(stranger: Client) -> None:
    fields = stranger.post(reverse("people:account"), {f"a{number}": "1" for number in range(2000)})
    many = {"files": [SimpleUploadedFile(f"{number}.log", b"x") for number in range(30)]}
    files = stranger.post(reverse("people:account"), many)

    assert (fields.status_code, files.status_code) == (400, 400)
    assert ("too many fields" in words(fields), "at most 10 files" in words(files)) == (True, True)


def test_every_limit_of_the_login_says_when_to_come_back(
    db: None,  # noqa: ARG001 - opens the database
    client: Client,
    settings: Settings,
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "waiting"}}
    form = {"login": "sam@nowhere.example", "password": "x"}

    answer = [client.post(reverse("account_login"), form) for _ in range(2)][-1]

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Too many requests" in words(answer)


def test_a_key_that_no_database_takes_names_no_organization(stranger: Client) -> None:
    assert stranger.get("/organization/%00/").status_code == 404
    assert stranger.post(reverse("coverage-feed-address"), {"organization": "\x00"}).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/kb/subscriptions/%00/end/",
        "/community/unfollow/%00/",
        "/search/suggestions/%00/1/",
        "/unsubscribe/%00/",
        "/downloads/links/%00/",
    ],
)
def test_an_address_that_no_database_takes_names_nothing(stranger: Client, address: str) -> None:
    assert stranger.get(address).status_code == 404


@pytest.mark.both
@pytest.mark.parametrize(
    "address",
    ["/search/?q=a%00b", "/admin/accounts/organization/?code=%00", "/admin/catalog/product/?%00=1", "/admin/?_=%00"],
)
def test_a_query_that_no_database_takes_is_refused_in_words(db: None, address: str) -> None:  # noqa: ARG001
    answer = administrator().get(address)

    assert answer.status_code == 400
    assert "type the search or choose the filter once more" in words(answer)


def test_a_script_that_searches_for_nul_is_told_so_as_data(stranger: Client) -> None:
    answer = stranger.get("/search/?q=%00", headers={"sec-fetch-dest": "empty"})

    assert (answer.status_code, "(NUL, written %00)" in answer.json()["said"]) == (400, True)


def test_a_field_of_the_administration_says_that_it_takes_no_nul(db: None) -> None:  # noqa: ARG001
    answer = saved(administrator(), reverse("admin:accounts_organization_add"), {"name": "a\0b"})

    assert (answer.status, "Null characters are not allowed." in answer.errors) == (200, True)
