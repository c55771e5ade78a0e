"""Taking a secret out of a ticket, and out of every copy of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize

from notifications.models import Notification
from oncall import services as oncall
from oncall.demo import load_rotations
from oncall.models import Page
from outbox.models import OutboundMessage
from tests.tickets import cast as who
from tests.tickets.agents_world import attribute, client_of, words
from tests.tickets.cast import WEDNESDAY, Cast
from tests.tickets.test_notices import deliver
from tests.world import standing_clock
from tickets import rules, services
from tickets.models import Attachment, Draft, Note, Rating, Redaction, Reply, Revision, Ticket, TicketEvent

SECRET = "hunter22"
SOON = WEDNESDAY + timedelta(minutes=5)
LATER = WEDNESDAY + timedelta(minutes=6)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """A ticket whose password was written, edited, quoted, drafted, asked for and mailed."""
    filed = cast.file(who.LONDON, description=f"login fails\n\npassword: {SECRET}")
    edward, liam = cast.user(who.EDWARD), cast.user(who.LONDON)
    written = services.reply(ticket=filed, author=liam, body=f"It is {SECRET}.", at=WEDNESDAY)
    services.edit(message=written, actor=liam, body=f"**{SECRET}**!", read=rules.fingerprint(written.body), at=SOON)
    services.add_note(ticket=filed, author=edward, body=rules.quoted(f"It is {SECRET}.", "Liam"), at=SOON)
    services.reply(ticket=filed, author=edward, body=f"Is {SECRET} right?", at=SOON)
    services.change_status(
        ticket=filed, actor=edward, status="waiting_for_customer", waiting_for=f"not {SECRET}", at=SOON
    )
    Draft.objects.create(user=liam, place=filed.reference, fields={"body": f"also {SECRET}"}, at=SOON)
    deliver(SOON)
    return filed


def stored() -> str:
    """All that the database says of tickets and mails."""
    kinds = (Ticket, Reply, Note, Revision, Draft, TicketEvent, Redaction, OutboundMessage)
    return "".join(serialize("json", kind._base_manager.all()) for kind in kinds)  # noqa: SLF001 - Django's name


@pytest.mark.both
def test_a_secret_is_gone_from_every_place(cast: Cast, ticket: Ticket) -> None:
    assert SECRET in stored()
    made = services.redact(
        message=ticket, actor=cast.user(who.EDWARD), pieces=[SECRET], reason=f"a password ({SECRET})", at=SOON
    )

    assert SECRET not in stored()
    ticket.refresh_from_db()
    assert "password: [secret removed]" in ticket.description
    assert "[secret removed]" in ticket.description_html
    assert made.places > 8
    assert ticket.events.get(code="redacted").data == {"what": "description", "places": made.places}


def test_another_ticket_keeps_its_text(cast: Cast, ticket: Ticket) -> None:
    other = cast.file(who.LONDON, description=f"password: {SECRET}")
    services.redact(message=ticket, actor=cast.user(who.EDWARD), pieces=[SECRET], reason="a password", at=SOON)
    other.refresh_from_db()
    assert SECRET in other.description


@pytest.mark.both
def test_a_ticket_that_was_split_off_or_merged_is_cleaned_too(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    part = services.Part(subject=f"Is it {SECRET}", text=f"password: {SECRET}", severity=4)
    off = services.split(ticket=ticket, part=part, actor=edward, at=SOON)
    source = cast.file(who.LONDON, description=f"The password was {SECRET}")
    services.merge(source=source, target=off, actor=edward, at=SOON)
    services.redact(message=ticket, actor=edward, pieces=[SECRET], reason="a password", at=SOON)

    assert SECRET not in stored()
    off.refresh_from_db()
    assert "[secret removed]" in off.description_html
    assert off.events.get(code="redacted").data == {"what": "description", "places": 2}


def test_a_secret_in_the_subject_is_gone_from_calls_and_inboxes(cast: Cast) -> None:
    load_rotations(WEDNESDAY)
    filed = cast.file(who.EVERYDAY, WEDNESDAY, subject=f"Login {SECRET} fails", description=f"It is {SECRET}.")
    assert filed.desk
    oncall.page_on_call(
        desk=filed.desk, subject=filed.subject, url="/", dedupe_key=f"ticket:{filed.pk}:filed", at=WEDNESDAY
    )
    called = [*Page.objects.all(), *Notification.objects.filter(kind="page"), *OutboundMessage.objects.all()]
    assert SECRET in serialize("json", called)

    services.redact(message=filed, actor=cast.user(who.AMY), pieces=[SECRET], reason="a password", at=SOON)
    kinds = (Page, Notification, OutboundMessage)
    assert SECRET not in "".join(serialize("json", kind._base_manager.all()) for kind in kinds)  # noqa: SLF001
    assert Page.objects.get().subject == "Login [secret removed] fails"


def test_what_a_rating_says_is_cleaned_too(cast: Cast, ticket: Ticket) -> None:
    services.close(ticket=ticket, actor=cast.user(who.EDWARD), at=SOON)
    services.rate(ticket=ticket, actor=ticket.requester, score=1, comment=f"{SECRET} did not work", at=SOON)
    services.redact(message=ticket, actor=cast.user(who.EDWARD), pieces=[SECRET], reason="a password", at=SOON)
    assert Rating.objects.get(ticket=ticket).comment == "[secret removed] did not work"


@pytest.mark.both
def test_a_secret_that_all_of_a_problem_were_told_is_gone_from_all(cast: Cast, ticket: Ticket) -> None:
    edward = cast.user(who.EDWARD)
    draft = services.ProblemDraft(subject="A lease is lost")
    problem = services.open_problem(draft=draft, actor=edward, at=SOON)
    other, untold = cast.file(who.LONDON), cast.file(who.LONDON, description=f"still {SECRET}")
    for each in (ticket, other):
        services.attach_to_problem(ticket=each, problem=problem, actor=edward, at=SOON)
    news = services.tell_all(problem=problem, tickets=[ticket, other], body=f"Use {SECRET}.", actor=edward, at=LATER)
    services.redact(message=ticket, actor=edward, pieces=[SECRET], reason="a password", at=LATER)

    news.refresh_from_db()
    assert (news.body, SECRET in news.html) == ("Use [secret removed].", False)
    assert other.replies.get().body == "Use [secret removed]."
    untold.refresh_from_db()
    assert SECRET in untold.description


def test_a_customer_takes_nothing_out(cast: Cast, ticket: Ticket) -> None:
    with pytest.raises(services.UnableToRedact) as refused:
        services.redact(message=ticket, actor=cast.user(who.LONDON), pieces=[SECRET], reason="mine", at=SOON)
    assert refused.value.code == "agents_only"


@pytest.mark.django_db(transaction=True)
def test_a_removed_file_leaves_its_name_only(committed: Cast, files: Path) -> None:
    ticket = committed.file(who.LONDON)
    file = SimpleUploadedFile("key.pem", b"secret")
    written = services.reply(ticket=ticket, author=ticket.requester, body="", files=[file], at=WEDNESDAY)
    attachment = written.attachments.get()
    assert [path for path in files.rglob("*") if path.is_file()]
    services.redact_file(attachment=attachment, actor=committed.user(who.EDWARD), reason="a key", at=SOON)

    assert not [path for path in files.rglob("*") if path.is_file()]
    kept = Attachment.objects.get()
    assert (kept.name, kept.removed_at, kept.sha256) == ("key.pem", SOON, "")
    with pytest.raises(services.UnableToRedact):
        services.redact_file(attachment=attachment, actor=committed.user(who.EDWARD), reason="a key", at=SOON)


def test_a_file_that_was_split_off_is_removed_from_both_tickets(cast: Cast) -> None:
    ticket, edward = cast.file(who.LONDON, files=[SimpleUploadedFile("key.pem", b"secret")]), cast.user(who.EDWARD)
    part = services.Part(subject="Another matter", text="It is new.", severity=4)
    off = services.split(ticket=ticket, part=part, actor=edward, at=SOON)
    services.redact_file(attachment=off.attachments.get(), actor=edward, reason="a key", at=SOON)

    assert ticket.attachments.get().removed_at == SOON
    assert [each.events.filter(code="redacted").count() for each in (ticket, off)] == [1, 1]


def test_the_page_proposes_and_the_agent_chooses(ticket: Ticket, tmp_path: Path) -> None:
    address = f"/tickets/{ticket.reference}/redaction/"
    with standing_clock(tmp_path / "clock", SOON):
        agent = client_of(who.EDWARD)
        page = agent.get(address)
        said = {"read": attribute(page, "[name=read]", "value"), "reason": "a password", "sure": "on"}
        assert attribute(page, "[name=found]", "value") == "0"
        unsure = agent.post(address, {**said, "found": "0", "sure": ""})
        nothing = agent.post(address, said)
        unknown = agent.post(address, {**said, "others": "nowhere"})
        assert [answer.status_code for answer in (unsure, nothing, unknown)] == [422, 422, 422]
        assert words(unknown, "textarea") == ["nowhere"]
        assert agent.post(address, {**said, "others": SECRET}).status_code == 302
        stale = agent.post(address, {**said, "others": SECRET})
    assert (stale.status_code, SECRET in stored()) == (409, False)
