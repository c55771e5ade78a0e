"""An editor writes, somebody else approves, and every text stays."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from knowledgebase import services
from knowledgebase.models import Article, Feedback, Revision
from knowledgebase.services import UnableToReview, UnableToWrite
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from tests.knowledgebase.conftest import EDITOR, GOLD, NEITHER, REVIEWER, client_of, draft, publish, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

LATER = AT + timedelta(days=1)


def codes(article: Article) -> list[str]:
    return list(article.events.order_by("id").values_list("code", flat=True))


def refused(error: type[Exception], call: object, **arguments: object) -> str:
    with pytest.raises(error) as refusal:
        call(**arguments)  # type: ignore[operator]
    return refusal.value.code  # type: ignore[attr-defined,no-any-return]


def test_an_article_goes_from_its_editor_to_its_readers() -> None:
    article = publish()

    assert (article.state, article.published_at) == ("published", AT)
    assert codes(article) == ["written", "submitted", "approved", "published"]
    assert article.events.get(code="approved").actor == user(REVIEWER)
    assert OutboundMessage.objects.filter(name="article.changed", payload__key=str(article.pk)).exists()


def test_only_an_editor_writes() -> None:
    for email in (NEITHER, GOLD):
        assert refused(UnableToWrite, services.start_article, draft=draft(), actor=user(email), at=AT) == "not_editor"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"body": "\n"}, "empty"),
        ({"body": "x" * 60_001}, "too_long"),
        ({"product": None}, "no_product"),
        ({"slug": "drafts"}, "slug_taken"),
        ({"slug": "what-gold-support-gives"}, "slug_taken"),
    ],
)
def test_a_draft_that_cannot_be_an_article_is_refused(said: dict[str, object], code: str) -> None:
    assert refused(UnableToWrite, services.start_article, draft=draft(**said), actor=user(EDITOR), at=AT) == code


def test_nobody_approves_what_it_wrote() -> None:
    article = services.start_article(draft=draft(), actor=user(REVIEWER), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)

    assert refused(UnableToReview, services.approve, article=article, actor=user(REVIEWER), at=AT) == "own_text"
    assert refused(UnableToReview, services.approve, article=article, actor=user(EDITOR), at=AT) == "not_reviewer"


def test_what_was_approved_before_counts_no_more_as_ones_own() -> None:
    article = services.start_article(draft=draft(), actor=user(REVIEWER), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)
    services.approve(article=article, actor=user("admin@vendor.example"), at=AT)
    services.revise(article=article, draft=draft(title="Another"), known=1, actor=user(EDITOR), at=LATER)
    services.submit(article=article, actor=user(EDITOR), at=LATER)

    assert services.approve(article=article, actor=user(REVIEWER), at=LATER).published.title == "Another"  # type: ignore[union-attr]


def test_a_text_goes_back_with_what_is_missing() -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)
    assert refused(UnableToReview, services.send_back, article=article, note=" ", actor=user(REVIEWER), at=AT)

    article = services.send_back(article=article, note="Name the port.", actor=user(REVIEWER), at=AT)

    assert (article.state, article.events.latest("id").data["note"]) == ("draft", "Name the port.")


def test_readers_keep_the_old_text_until_the_new_one_is_approved() -> None:
    article = publish()
    services.revise(article=article, draft=draft(body="Second."), known=1, actor=user(EDITOR), at=LATER)
    article.refresh_from_db()
    assert (article.state, article.published.number, article.latest.number) == ("draft", 1, 2)  # type: ignore[union-attr]

    services.submit(article=article, actor=user(EDITOR), at=LATER)
    article = services.approve(article=article, actor=user(REVIEWER), at=LATER)

    assert article.published.body == "Second."  # type: ignore[union-attr]
    assert Revision.objects.get(article=article, number=1).body != "Second."


def test_who_wrote_on_an_older_text_is_told() -> None:
    article = publish()
    services.revise(article=article, draft=draft(), known=1, actor=user(EDITOR), at=LATER)

    said = {"draft": draft(), "known": 1, "actor": user(REVIEWER), "at": LATER}
    assert refused(UnableToWrite, services.revise, article=article, **said) == "conflict"


def test_an_earlier_text_comes_back_as_a_draft() -> None:
    article = publish(body="First.")
    services.revise(article=article, draft=draft(body="Second."), known=1, actor=user(EDITOR), at=LATER)

    article = services.restore(article=article, number=1, actor=user(EDITOR), at=LATER)

    assert (article.state, article.latest.number, article.latest.body) == ("draft", 3, "First.")  # type: ignore[union-attr]
    assert refused(UnableToWrite, services.restore, article=article, number=9, actor=user(EDITOR), at=LATER)


def test_without_numbers_the_newest_text_stands_beside_what_readers_get() -> None:
    article = publish(body="Wait 30 seconds.")
    services.revise(article=article, draft=draft(body="Wait 60 seconds."), known=1, actor=user(EDITOR), at=LATER)
    services.revise(article=article, draft=draft(body="Wait 90 seconds."), known=2, actor=user(EDITOR), at=LATER)
    client = client_of(EDITOR)
    page = client.get(f"/kb/{article.slug}/comparison/").content.decode()

    assert ("<del>30</del>" in page, "<ins>90</ins>" in page) == (True, True)
    assert client.get(f"/kb/{article.slug}/comparison/?before=2&after=9").status_code == 404


def test_a_former_address_leads_to_the_article_and_stays_its_own() -> None:
    article = publish(visibility="public")
    was = article.slug
    services.revise(article=article, draft=draft(slug="warehouse"), known=1, actor=user(EDITOR), at=LATER)

    answer = client_of("").get(f"/kb/{was}/")
    assert (answer.status_code, answer["Location"]) == (301, "/kb/warehouse/")
    assert answer["Cache-Control"] == "no-cache"
    said = {"draft": draft(slug=was), "actor": user(EDITOR), "at": LATER}
    assert refused(UnableToWrite, services.start_article, **said) == "slug_taken"
    again = services.revise(article=article, draft=draft(slug=was), known=2, actor=user(EDITOR), at=LATER)
    assert again.slug == was
    assert client_of("").get(f"/kb/{was}/").status_code == 200
    assert client_of("").get("/kb/warehouse/")["Location"] == f"/kb/{was}/"


def test_a_former_address_of_what_one_may_not_know_tells_nothing() -> None:
    article = publish(visibility="internal")
    was = article.slug
    services.revise(article=article, draft=draft(slug="warehouse"), known=1, actor=user(EDITOR), at=LATER)

    assert client_of(GOLD).get(f"/kb/{was}/").status_code == 404
    assert client_of("").get(f"/kb/{was}/")["Location"] == client_of("").get("/kb/nothing/")["Location"].replace(
        "nothing", was
    )


def test_a_publication_that_was_put_off_comes_by_itself() -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)
    refusal = {"article": article, "actor": user(REVIEWER), "at": AT, "publish_at": AT}
    assert refused(UnableToReview, services.approve, **refusal) == "in_the_past"
    services.approve(article=article, actor=user(REVIEWER), at=AT, publish_at=LATER)

    deliver_due(handlers=handlers(LATER - timedelta(minutes=1)), at=LATER - timedelta(minutes=1))
    article.refresh_from_db()
    assert (article.state, article.published) == ("scheduled", None)

    deliver_due(handlers=handlers(LATER), at=LATER)
    article.refresh_from_db()
    assert (article.state, article.published_at) == ("published", LATER)


def test_nothing_is_put_off_beyond_what_a_calendar_reckons_with() -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)

    page = client_of(REVIEWER).post(f"/kb/{article.slug}/approval/", {"publish_at": "9999-12-31T23:59"})

    assert page.status_code == 422
    assert "Choose a year between" in page.content.decode()


def test_a_publication_that_was_withdrawn_does_not_come() -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)
    services.submit(article=article, actor=user(EDITOR), at=AT)
    services.approve(article=article, actor=user(REVIEWER), at=AT, publish_at=LATER)
    services.withdraw(article=article, actor=user(REVIEWER), at=AT)

    deliver_due(handlers=handlers(LATER), at=LATER)
    article.refresh_from_db()
    assert (article.state, article.published) == ("draft", None)


def test_an_archived_article_is_gone_until_it_is_approved_again() -> None:
    article = services.archive(article=publish(visibility="public"), actor=user(REVIEWER), at=LATER)
    assert client_of(GOLD).get(f"/kb/{article.slug}/").status_code == 404

    services.revise(article=article, draft=draft(), known=1, actor=user(EDITOR), at=LATER)
    services.submit(article=article, actor=user(EDITOR), at=LATER)
    assert services.approve(article=article, actor=user(REVIEWER), at=LATER).state == "published"


def test_the_last_word_of_a_reader_counts() -> None:
    article = publish()
    for is_helpful in (False, True):
        services.rate(article=article, user=user(GOLD), is_helpful=is_helpful, reason="Why", at=AT)

    said = Feedback.objects.get(article=article)
    assert (said.is_helpful, said.reason) == (True, "")


@pytest.mark.both
@pytest.mark.parametrize(
    "changed", [{"state": "published"}, {"state": "scheduled"}, {"publish_at": AT}, {"state": "archived"}]
)
def test_the_database_refuses_a_state_that_cannot_be(changed: dict[str, object]) -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)
    if changed.get("state") == "archived":
        changed = {**changed, "published": article.latest}

    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**changed)


@pytest.mark.both
def test_the_database_refuses_an_entitled_text_about_no_product() -> None:
    article = services.start_article(draft=draft(), actor=user(EDITOR), at=AT)

    with pytest.raises(IntegrityError), transaction.atomic():
        article.revisions.update(product=None)


def test_headings_have_anchors_and_code_is_reached_by_the_keyboard() -> None:
    text = publish(body="# First & last\n\n## First last\n\n```bash\necho 1\n```\n\n`<h2>`").latest

    assert text is not None
    assert [(each["level"], each["anchor"], each["text"]) for each in text.contents] == [
        (2, "section-first-last", "First & last"),
        (2, "section-first-last-2", "First last"),
    ]
    assert '<h2 id="section-first-last-2">' in text.html
    assert '<pre tabindex="0">' in text.html


@pytest.mark.parametrize(
    ("kind", "holds"),
    [
        ("how_to", "## Steps"),
        ("known_issue", "## Workaround"),
        ("documentation", "| Setting |"),
        ("release_note", "## Before you update"),
        ("nonsense", ""),
    ],
)
def test_an_article_of_each_kind_begins_with_its_template(kind: str, holds: str) -> None:
    page = client_of(EDITOR).get(f"/kb/new/?kind={kind}")
    body = page.context["form"]["body"].value()

    assert (holds in body, bool(body)) == (True, bool(holds))
    assert page.context["form"]["kind"].value() == kind
    assert all(f"/kb/new/?kind={each}" in page.content.decode() for each in Revision.Kind.values)
