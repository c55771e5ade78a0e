"""Mails: rendered by the worker from what was frozen when their cause happened, in one look."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, loader
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from common.direction import each_apart
from notifications import wording
from notifications.rules import KINDS
from notifications.services.look import dress
from notifications.services.unsubscribing import DIGEST_KIND, token_of
from outbox.models import OutboundMessage

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
"""What keeps other machines from answering (RFC 3834)."""
PREHEADER = 120
"""So many characters of the text stand beside the subject in a list of mails."""


class MailTemplateError(Exception):
    """The text template of a mail does not begin with `Subject: ...` and an empty line."""


def send_mail(message: OutboundMessage, more: Mapping[str, Any] | None = None) -> None:
    """Send the mail or page that `message` holds, from its frozen payload and what `more` adds to it.

    `templates/<name>.txt` begins with a line `Subject: ...` and an empty line; `templates/<name>.html` is the same
    mail for eyes that like it better. Both see the payload, its texts but `html` kept `apart`, with each `..._at` as
    an instant shown in the payload's `zone`, in its `language`; `base_url` and `vendor_name`; and why the mail came and
    where to end such mails. The HTML sees the `subject_line` and the `preheader`, which is how the text begins. An
    `invitation` in the payload goes along as a calendar.

    Raises:
        MailTemplateError: if the text template has no subject.
        Exception: what the template engine or the mail server raises.
    """
    facts = {**_facts(message.payload), **(more or {})}
    language = facts.get("language", settings.LANGUAGE_CODE)
    with translation.override(language), timezone.override(facts.get("zone", settings.TIME_ZONE)):
        facts |= _reasons(message)
        subject, text = _text(message.name, facts)
        seen = {**facts, "subject_line": subject, "preheader": _preheader(text)}
        html = dress(loader.get_template(f"{message.name}.html").render(seen).strip(), accent=settings.BRAND.accent)
        text += _foot(facts)
    mail = EmailMultiAlternatives(subject, text, to=[message.recipient], headers=_headers(message, facts))
    mail.attach_alternative(html, "text/html")
    if invitation := message.payload.get("invitation"):
        mail.attach("invitation.ics", invitation["text"], f"text/calendar; method={invitation['method']}")
    mail.send()


def message_id(dedupe_key: str) -> str:
    """The Message-ID of whatever has this key: the same each time it is sent, so that a repetition is recognised."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(dedupe_key.encode()).hexdigest()[:40]}@{host}>"


def _headers(message: OutboundMessage, facts: Mapping[str, Any]) -> dict[str, str]:
    """The marks of a machine's mail, and, where its reader may end such mails, the link that does so (RFC 8058)."""
    headers = {**HEADERS, "Message-ID": message_id(message.dedupe_key)}
    if facts["unsubscribe_url"]:
        headers["List-Unsubscribe"] = f"<{facts['unsubscribe_url']}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _facts(payload: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: _fact(name, value) for name, value in payload.items()}
    base, name = settings.BASE_URL.rstrip("/"), settings.VENDOR_NAME
    return {**facts, "base_url": base, "vendor_name": name, "look": settings.BRAND}


def _fact(name: str, value: Any) -> Any:
    if name.endswith("_at"):
        return _instant(value)
    return value if name == "html" else each_apart(value)


def _instant(value: Any) -> Any:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else value


def _reasons(message: OutboundMessage) -> dict[str, Any]:
    """Why its reader gets the mail, and where to end such mails; a mail that may not be ended names no place."""
    kind = message.payload.get("notice") or ("page" if message.kind == message.Kind.PAGE else "security")
    may_end = kind == DIGEST_KIND or KINDS[kind].may_silence
    reader = User.objects.filter(email=message.recipient).values_list("pk", flat=True).first() if may_end else None
    base = settings.BASE_URL.rstrip("/")
    ends = reverse("notifications:unsubscribe", args=[token_of(reader, message.recipient, kind)]) if reader else ""
    return {
        "why": wording.why(kind),
        "unsubscribe_url": f"{base}{ends}" if ends else "",
        "preferences_url": f"{base}{reverse('notifications:preferences')}" if ends else "",
        "reference": message.payload.get("reference", ""),
    }


def _text(name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """The subject and the text; not escaped, because it is not HTML."""
    head, _, body = _plain(f"{name}.txt", facts).partition("\n\n")
    mark, _, subject = head.partition(":")
    if mark != "Subject" or not subject.strip():
        raise MailTemplateError(f"{name}.txt does not begin with a subject.")
    return " ".join(subject.split()), f"{body.strip()}\n"


def _foot(facts: Mapping[str, Any]) -> str:
    """How every text ends, behind the two dashes that mark a signature."""
    return f"\n-- \n{_plain('notifications/mail/_foot.txt', facts).strip()}\n"


def _plain(name: str, facts: Mapping[str, Any]) -> str:
    found: Any = loader.get_template(name)
    return str(found.template.render(Context(dict(facts), autoescape=False)))


def _preheader(text: str) -> str:
    """How the text begins, without addresses, for lists of mails."""
    words = " ".join(re.sub(r"https?://\S+", "", text).split())
    return words if len(words) <= PREHEADER else f"{words[:PREHEADER].rsplit(' ', 1)[0]} …"
