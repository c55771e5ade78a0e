"""The administration as an administrator uses it: open a form, change what is in it, save, read what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.test import Client
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from accounts.models import User

Values = dict[str, list[str]]


@dataclass(frozen=True)
class Answer:
    """What a saved form answered: its errors and the messages of the page that came after."""

    status: int
    errors: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


def administrator() -> Client:
    """A client logged in with every permission."""
    user, _made = User.objects.get_or_create(email="root@vendor.example", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, url: str) -> HTMLParser:
    """The page of a form."""
    response = client.get(url)
    assert response.status_code == 200, response
    return HTMLParser(response.content)


def values(page: HTMLParser) -> Values:
    """What a browser would send if nothing was changed."""
    sent: Values = {}
    for node in page.css("#content-main form input, #content-main form select, #content-main form textarea"):
        name = node.attributes.get("name")
        if name and "disabled" not in node.attributes and node.attributes.get("type") != "submit":
            sent.setdefault(name, []).extend(_values(node))
    return sent


def saved(client: Client, url: str, changes: Mapping[str, str | list[str] | None]) -> Answer:
    """Open the form at `url`, change the named fields (None unticks) and save it."""
    sent = values(opened(client, url))
    for name, value in changes.items():
        sent[name] = [] if value is None else [value] if isinstance(value, str) else value
    response = client.post(url, {**sent, "_continue": ["Save"]}, follow=True)
    page = HTMLParser(response.content)
    errors = [node.text(strip=True) for node in page.css(".errorlist li")]
    messages = [node.text(strip=True) for node in page.css(".messagelist li")]
    return Answer(response.status_code, errors, messages)


def _values(node: Node) -> list[str]:
    kind = node.attributes.get("type")
    if node.tag == "select":
        return [option.attributes.get("value") or "" for option in node.css("option[selected]")]
    if kind in {"checkbox", "radio"}:
        return [node.attributes.get("value") or "on"] if "checked" in node.attributes else []
    return [node.text() if node.tag == "textarea" else node.attributes.get("value") or ""]
