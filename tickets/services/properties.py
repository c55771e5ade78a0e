"""What a ticket is about - subject, kind, product, version, environment - as agents correct it."""

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction

from accounts.models import Environment, User
from catalog.models import Product, Version
from common.refusal import Unable
from entitlements import portfolio
from tickets import rules
from tickets.models import Ticket
from tickets.rules import Act
from tickets.services import covering, promises
from tickets.services.changes import destination, lock, record, touch

DECIDE = ("kind", "product", "version")
"""What the decision depends on."""


class UnableToCorrect(Unable):
    """Codes: `agents_only`, `forbidden`, `changed_meanwhile`, `no_subject`, `no_such_kind`, `other_products_version`.

    Of the environment: `not_your_environment`, and `other_version_there` (the reason is what runs in it).
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a ticket is about."""

    subject: str
    kind: str
    product: Product | None
    version: Version | None
    environment: Environment | None

    @property
    def mark(self) -> str:
        """What tells these from others, so that a form can say which ones it began with."""
        rows = (self.product, self.version, self.environment)
        return rules.fingerprint("\n".join([self.subject, self.kind, *(str(row and row.pk) for row in rows)]))


def properties_of(ticket: Ticket) -> Properties:
    """What the ticket is about now."""
    return Properties(**{each.name: getattr(ticket, each.name) for each in fields(Properties)})


@transaction.atomic
def change_properties(
    *, ticket: Ticket, actor: User, wanted: Properties, at: datetime, seen: str | None = None
) -> None:
    """Correct what the ticket is about; where the contract may answer otherwise then, it is asked again.

    `seen` is the mark of the properties that the actor looked at. The decision of the filing stays in the history; a
    new one is an event of its own, and a first response that is still owed is promised as the new facts promise it.
    A ticket that is covered by it, or no longer, goes where it belongs (`covering.decide_again`).

    Raises:
        UnableToCorrect: when they do not fit together, or others stand there than those that were looked at.
    """
    lock(ticket)
    destination(ticket, Act.NOTE, actor=actor, at=at, refusal=UnableToCorrect)
    before = properties_of(ticket)
    if seen is not None and seen != before.mark:
        raise UnableToCorrect("changed_meanwhile")
    _check(wanted, ticket)
    changed = [each.name for each in fields(Properties) if getattr(wanted, each.name) != getattr(before, each.name)]
    if not changed:
        return
    for name in changed:
        setattr(ticket, name, getattr(wanted, name))
    record(ticket, actor=actor, code="properties_changed", at=at, data={"fields": differences(before, wanted)})
    touch(ticket, *changed, at=at)
    if any(name in DECIDE for name in changed):
        _decide_again(ticket, actor, at)


def differences(before: Properties, after: Properties) -> list[list[str]]:
    """Name, old and new words of what differs; product and version are told as one."""
    told = [(words(before)[name], words(after)[name], name) for name in words(before)]
    return [[name, old, new] for old, new, name in told if old != new]


def words(properties: Properties) -> dict[str, str]:
    """The properties as people read them, but for the kind, which is a code."""
    return {
        "subject": properties.subject,
        "kind": properties.kind,
        "product": str(properties.version or properties.product or ""),
        "environment": str(properties.environment or ""),
    }


def _check(wanted: Properties, ticket: Ticket) -> None:
    if not any(letter.isprintable() and not letter.isspace() for letter in wanted.subject):
        raise UnableToCorrect("no_subject")
    if wanted.kind not in Ticket.Kind.values:
        raise UnableToCorrect("no_such_kind")
    if wanted.version and wanted.version.product != wanted.product:
        raise UnableToCorrect("other_products_version")
    there = wanted.environment
    if there and there.organization_id != ticket.organization_id:
        raise UnableToCorrect("not_your_environment")
    if there and (there.product != wanted.product or wanted.version not in (None, there.version)):
        raise UnableToCorrect("other_version_there", (str(there.version),))


def _decide_again(ticket: Ticket, actor: User, at: datetime) -> None:
    """Ask the contract about the ticket as it is now, keep the answer in its history, and let it have its effect."""
    assessment = promises.assess(ticket, at)
    promises.retarget(ticket, assessment, at=at)
    decision = portfolio.dump(assessment.decision)
    record(ticket, actor=actor, code="decided_again", at=at, data={"decision": decision}, is_internal=True)
    touch(ticket, at=at)
    covering.decide_again(ticket=ticket, assessment=assessment, actor=actor, at=at)
