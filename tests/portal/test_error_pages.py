"""Error pages are in the portal's words and need nothing that an error may have taken away."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from accounts.models import User

PAGES = ["400.html", "403.html", "404.html", "405.html", "413.html", "429.html", "500.html", "403_csrf.html"]


@pytest.mark.parametrize("template", PAGES)
def test_an_error_page_says_what_to_do_next_even_without_a_request(template: str) -> None:
    page = HTMLParser(render_to_string(template))
    assert len(page.css("h1")) == 1
    search = ["/search/"] if template in {"403.html", "404.html"} else []
    assert [link.attributes["href"] for link in page.css("main a.btn")] == ["/", *search]


def test_a_refusal_says_its_reason(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = AnonymousUser()
    page = HTMLParser(render_to_string("403.html", {"exception": "Only the lead may do that."}, request))
    assert [text.text() for text in page.css("main .empty p")] == ["Only the lead may do that."]


def test_the_theme_that_the_reader_chose_is_in_the_page_and_any_other_word_is_not(rf: RequestFactory) -> None:
    for cookie, theme in (("dark", "dark"), ("light", "light"), ("auto", None), ('"><script>', None)):
        request = rf.get("/")
        request.user = AnonymousUser()
        request.COOKIES["theme"] = cookie
        page = HTMLParser(render_to_string("404.html", {}, request))
        assert [html.attributes.get("data-bs-theme") for html in page.css("html")] == [theme]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/static/app.css", "/static/none.css", "/healthz/", "/none/"])
def test_every_answer_says_what_a_page_may_load(client: Client, address: str) -> None:
    answer = client.get(address)

    if answer.streaming:
        list(answer)
    assert "default-src 'none'" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_an_address_that_only_takes_forms_says_so_to_who_opens_it(client: Client) -> None:
    sam = User.objects.create_user("sam@nowhere.example", name="Sam")
    client.force_login(sam, backend="portal.authentication.Backend")
    address = reverse("inbox-reading")

    answer = client.get(address)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Go back to the page with the button" in HTMLParser(answer.content).css("main")[0].text()
    script = client.get(address, headers={"accept": "application/json"})
    for bare in (client.head(address), client.options(address), script):
        assert (bare.status_code, bare.content, bare["Allow"]) == (405, b"", "POST")
