"""Every mail has the one look, says why it came and where to end it, and fits a narrow screen."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from selectolax.lexbor import LexborHTMLParser

from accounts.models import User
from notifications import services
from notifications.rules import KINDS
from notifications.services.look import STYLES, dress
from outbox.models import OutboundMessage
from tests.notifications.samples import NOW, SAMPLES

pytestmark = pytest.mark.django_db
BLUE = "#123456"
TEMPLATES = Path(settings.ROOT) / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES).with_suffix("")) for path in TEMPLATES.glob("*/mail/[a-z]*.txt"))


def send(name: str) -> EmailMultiAlternatives:
    kind = OutboundMessage.Kind.PAGE if name == "oncall/mail/page" else OutboundMessage.Kind.MAIL
    services.send_mail(
        OutboundMessage(
            kind=kind,
            name=name,
            recipient="liam@abc.example",
            payload=SAMPLES[name],
            dedupe_key=name,
            created_at=NOW,
            due_at=NOW,
        )
    )
    sent = mail.outbox[-1]
    assert isinstance(sent, EmailMultiAlternatives)
    return sent


@pytest.mark.usefixtures("liam")
def test_a_name_turns_the_direction_of_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        SAMPLES, "tickets/mail/replied", {**SAMPLES["tickets/mail/replied"], "author": "Ana \u202esserroT"}
    )
    sent = send("tickets/mail/replied")
    for written in (str(sent.body), str(sent.alternatives[0][0])):
        assert "\u2068Ana \u202esserroT\u2069 wrote" in written


def test_every_mail_has_a_sample() -> None:
    assert sorted(SAMPLES) == NAMES


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("liam")
def test_a_mail_says_why_it_came_and_how_it_ends(name: str) -> None:
    sent = send(name)
    page = LexborHTMLParser(str(sent.alternatives[0][0]))
    kind = KINDS.get(SAMPLES[name].get("notice", "security"))
    may_end = kind is None or kind.may_silence

    assert "You get this mail because" in str(sent.body)
    assert "You get this mail because" in page.text()
    assert ("List-Unsubscribe" in sent.extra_headers) is may_end
    assert ("/unsubscribe/" in str(sent.body)) is may_end
    assert sent.subject
    assert len(sent.subject) < 100


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.usefixtures("liam")
def test_a_mail_is_styled_in_its_tags_and_loads_nothing(name: str) -> None:
    html = str(send(name).alternatives[0][0])
    page = LexborHTMLParser(html)
    bare = [node.tag for tag in STYLES for node in page.css(f"body {tag}") if "style" not in node.attributes]

    assert bare == []
    assert not re.search(r"<(?:img|link|script|iframe)|url\(", html)
    assert html.count("<h1") <= 1
    assert [node.attributes["style"] for node in page.css(".mail-head table")] == ["margin:0;"]
    assert page.css_first("body > div").text(strip=True)  # type: ignore[union-attr]  # the preheader


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("tickets/") and "promises" not in name])
def test_a_mail_about_a_ticket_names_its_reference(name: str, liam: User) -> None:  # noqa: ARG001 - whom it goes to
    sent = send(name)

    assert "ABC-1042" in sent.subject
    assert "ABC-1042" in str(sent.alternatives[0][0])


def test_a_tag_that_brings_its_own_style_keeps_it() -> None:
    assert dress('<p style="margin:0">a</p><p>b</p><pre>c</pre>', accent=BLUE).count("margin:0 0 16px") == 2
    assert dress("<article><address>", accent=BLUE) == "<article><address>"
    assert dress("&lt;p>", accent=BLUE) == "&lt;p>"


def test_a_name_that_begins_like_a_tag_is_left_alone() -> None:
    assert dress("<thead><tdx>", accent=BLUE) == "<thead><tdx>"
