"""The search finds an article for those who read it, its title for those who may know it, and nothing for others."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from knowledgebase import services
from knowledgebase.models import Article
from outbox.services import deliver_due
from portal.followers import handlers
from search import services as search
from search.portfolio import keys_of
from search.services import Narrow, Result
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, REVIEWER, SECRET, STRANGER, publish, user
from tests.knowledgebase.test_gating import GETS, NOTHING, READERS, TEXT
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def settle() -> None:
    while deliver_due(handlers=handlers(AT), at=AT):
        pass


def found(text: str, email: str) -> list[Result]:
    reader = user(email) if email else AnonymousUser()
    return search.find(text, keys=keys_of(reader, AT), narrow=Narrow(), at=AT).shown


def groups(results: list[Result], article: Article) -> list[str]:
    return [each.group for each in results if each.group == f"article:{article.pk}"]


@pytest.mark.both
@pytest.mark.parametrize(("visibility", "reader"), [(visibility, reader) for visibility in GETS for reader in READERS])
def test_each_reader_finds_what_it_gets(visibility: str, reader: str) -> None:
    article = publish(visibility=visibility)
    settle()
    gets = GETS[visibility][reader]
    by_title = [each for each in found("warehouse read", READERS[reader]) if each.group == f"article:{article.pk}"]

    assert len(by_title) == (gets != NOTHING)
    assert len(groups(found(SECRET, READERS[reader]), article)) == (gets == TEXT)
    assert all(SECRET not in f"{each.title} {each.note} {each.snippet}" for each in by_title if gets != TEXT)


def test_what_is_archived_is_found_no_more() -> None:
    article = publish(visibility="public")
    settle()
    assert groups(found(SECRET, ""), article)

    services.archive(article=article, actor=user(REVIEWER), at=AT)
    settle()

    assert not groups(found(SECRET, EDITOR), article)


def test_a_text_that_nobody_approved_is_not_found() -> None:
    article = publish(visibility="public")
    later = AT + timedelta(minutes=1)
    services.start_article(
        draft=services.ArticleDraft(
            title="Unapproved wording",
            body="unapproved wording",
            kind="how_to",
            visibility="public",
            category=article.published.category,  # type: ignore[union-attr]
        ),
        actor=user(EDITOR),
        at=later,
    )
    settle()

    for email in (EDITOR, GOLD, LAPSED, STRANGER, ""):
        assert not [each for each in found("unapproved wording", email) if "napproved" in each.title]
