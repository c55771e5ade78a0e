"""Mails: rendered by the worker from what was frozen when their cause happened."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, loader
from django.utils import timezone, translation

from outbox.models import OutboundMessage

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""What keeps other machines from answering (RFC 3834)."""


class MailTemplateError(Exception):
    """The text template of a mail does not begin with `Subject: ...` and an empty line."""


def send_mail(message: OutboundMessage) -> None:
    """Send the mail or page that `message` holds, from its frozen payload alone.

    `templates/<name>.txt` begins with a line `Subject: ...` and an empty line; `templates/<name>.html` is the same
    mail for eyes that like it better. Both see the payload, with each `..._at` as an instant shown in the payload's
    `zone`, in its `language`; and `base_url`, `vendor_name` and the `subject_line`.

    Raises:
        MailTemplateError: if the text template has no subject.
        Exception: what the template engine or the mail server raises.
    """
    facts = _facts(message.payload)
    language = facts.get("language", settings.LANGUAGE_CODE)
    with translation.override(language), timezone.override(facts.get("zone", settings.TIME_ZONE)):
        subject, text = _text(message.name, facts)
        html = loader.get_template(f"{message.name}.html").render({**facts, "subject_line": subject}).strip()
    headers = {**HEADERS, "Message-ID": message_id(message.dedupe_key)}
    mail = EmailMultiAlternatives(subject, text, to=[message.recipient], headers=headers)
    mail.attach_alternative(html, "text/html")
    mail.send()


def message_id(dedupe_key: str) -> str:
    """The Message-ID of whatever has this key: the same each time it is sent, so that a repetition is recognised."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"


def _facts(payload: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: _instant(value) if name.endswith("_at") else value for name, value in payload.items()}
    return {**facts, "base_url": settings.BASE_URL.rstrip("/"), "vendor_name": settings.VENDOR_NAME}


def _instant(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else value


def _text(name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the text; not escaped, because it is not HTML."""
    template = loader.get_template(f"{name}.txt").template  # type: ignore[attr-defined]
    head, _, body = template.render(Context(dict(facts), autoescape=False)).partition("\n\n")
    mark, _, subject = head.partition(":")
    if mark != "Subject" or not subject.strip():
        raise MailTemplateError(f"{name}.txt does not begin with a subject.")
    return " ".join(subject.split()), f"{body.strip()}\n"
