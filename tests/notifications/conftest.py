"""Somebody to be told things, and news to tell."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import Agent, User
from notifications import services
from outbox import services as outbox
from portal import followers


def news(**changes: Any) -> services.News:
    """A reply on a ticket, which may always be read."""
    facts = {"author": "Anna", "body": "Which *forms*?", "html": "<p>Which <em>forms</em>?</p>"}
    said = {
        "kind": "reply",
        "code": "replied",
        "about": "ticket:ABC-1",
        "event": "ticket.replied:1",
        "title": "ABC-1: It stops",
        "url": "/tickets/ABC-1/",
        "mail": "tickets/mail/replied",
        "by": "Anna",
        "facts": {**facts, "reference": "ABC-1", "subject": "It stops"},
    }
    return services.News(**(said | changes))


@pytest.fixture
def liam(db: None) -> User:  # noqa: ARG001 - asks for the database
    return User.objects.create_user("liam@abc.example", name="Liam", zone="Europe/London")


@pytest.fixture
def anna(db: None) -> User:  # noqa: ARG001 - asks for the database
    user = User.objects.create_user("anna@vendor.example", name="Anna", zone="Europe/London")
    Agent.objects.create(user=user)
    return user


@pytest.fixture
def deliver() -> Callable[[datetime], list[EmailMultiAlternatives]]:
    """Lets the worker deliver what is due at an instant, and gives the mails of it."""

    def send(at: datetime) -> list[EmailMultiAlternatives]:
        mail.outbox.clear()
        while outbox.deliver_due(handlers=followers.handlers(at), at=at):
            pass
        return [sent for sent in mail.outbox if isinstance(sent, EmailMultiAlternatives)]

    return send
