"""Mails say what was frozen, to people and to other machines."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django import Settings
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from notifications import services
from outbox.models import OutboundMessage

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
FACTS = {
    "page": 7,
    "desk": "Hong Kong",
    "subject": "Production <b>down</b>",
    "url": "/tickets/ABC-1/",
    "on_call": "Mei Chan",
    "paged_at": "2026-11-25T03:00:00+00:00",
    "zone": "Asia/Hong_Kong",
    "language": "en",
}


def message(**changes: Any) -> OutboundMessage:
    return OutboundMessage(
        kind="page",
        name="oncall/mail/page",
        recipient="mei@vendor.example",
        payload={**FACTS, **changes},
        dedupe_key="page:7",
        created_at=AT,
        due_at=AT,
    )


def send(**changes: Any) -> EmailMultiAlternatives:
    services.send_mail(message(**changes))
    sent = mail.outbox[-1]
    assert isinstance(sent, EmailMultiAlternatives)
    return sent


def html(sent: EmailMultiAlternatives) -> HTMLParser:
    return HTMLParser(str(sent.alternatives[0][0]))


def test_a_mail_has_a_subject_a_text_and_the_same_in_html() -> None:
    sent = send()
    assert sent.to == ["mei@vendor.example"]
    assert sent.subject == "Page: Production <b>down</b>"
    assert "You are called for Hong Kong, Mei Chan." in str(sent.body)
    assert sent.alternatives[0][1] == "text/html"
    assert "You are called for Hong Kong, Mei Chan." in html(sent).text()


def test_text_is_not_escaped_and_html_is() -> None:
    sent = send()
    assert "Production <b>down</b>" in str(sent.body)
    assert html(sent).css_first("h1 b") is None
    assert html(sent).css_first("h1").text() == "Production <b>down</b>"  # type: ignore[union-attr]


def test_times_are_the_readers() -> None:
    assert "Wed 25 Nov, 11:00 (Asia/Hong_Kong)" in str(send().body)
    assert "Tue 24 Nov, 19:00 (America/Los_Angeles)" in str(send(zone="America/Los_Angeles").body)


def test_links_lead_to_the_configured_address(settings: Settings) -> None:
    settings.BASE_URL = "https://support.vendor.example/"
    sent = send()
    assert "https://support.vendor.example/tickets/ABC-1/" in str(sent.body)
    links = [node.attributes["href"] or "" for node in html(sent).css("a")]
    assert len(links) == 3
    assert all(link.startswith("https://support.vendor.example/") for link in links)


def test_a_mail_sent_again_is_recognised_as_the_same() -> None:
    first, second, other = send(), send(), services.message_id("page:8")
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] != other


def test_machines_are_asked_not_to_answer() -> None:
    written = send().message()
    assert written["Auto-Submitted"] == "auto-generated"


def test_a_subject_stays_one_line_and_adds_no_header() -> None:
    sent = send(subject="Down\r\nBcc: everyone@abc.example")
    assert sent.subject == "Page: Down Bcc: everyone@abc.example"
    assert sent.message()["Bcc"] is None


def test_the_fallback_is_told_that_nobody_is_on_call() -> None:
    sent = send(on_call="")
    assert sent.subject.startswith("Nobody is on call at Hong Kong: ")
    assert "Someone must take it." in str(sent.body)


def test_a_template_without_a_subject_is_refused(settings: Settings) -> None:
    loaders = [("django.template.loaders.locmem.Loader", {"x/mail/y.txt": "Hello\n", "x/mail/y.html": ""})]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
    ]
    bare = message()
    bare.name = "x/mail/y"
    with pytest.raises(services.MailTemplateError):
        services.send_mail(bare)
    assert mail.outbox == []
