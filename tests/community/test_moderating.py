"""Flags, the queue, locks, pins, merges and bans."""

from collections.abc import Callable

import pytest

from community import services
from community.models import Ban, Category, CommunityEvent, Flag, Follow, Post, Thread
from tests.community.cast import EDWARD, GINA, HANNAH, LIAM, MODERATOR, STRANGER, answer, ask, person, question
from tests.community.conftest import ClientAs
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def to_look_at() -> set[int]:
    return set(Post.objects.to_look_at().values_list("pk", flat=True))


@pytest.mark.both
def test_a_flagged_post_waits_until_a_moderator_settles_it() -> None:
    post = answer(ask(), GINA)
    for _twice in range(2):
        services.flag(post=post, reporter=person(LIAM), reason=Flag.Reason.SPAM, at=AT)
    assert Flag.objects.filter(post=post).count() == 1
    assert post.pk in to_look_at()
    services.settle(post=post, actor=person(MODERATOR), at=AT)
    assert post.pk not in to_look_at()
    assert Flag.objects.get(post=post).settled_by == person(MODERATOR)


def test_deleting_a_flagged_post_settles_its_flags() -> None:
    post = answer(ask(), GINA)
    services.flag(post=post, reporter=person(LIAM), reason=Flag.Reason.RUDE, at=AT)
    services.delete(post=post, actor=person(MODERATOR), at=AT)
    assert not Flag.objects.filter(post=post, settled_at=None).exists()


@pytest.mark.parametrize("act", [services.lock, services.unlock, services.pin, services.unpin])
def test_only_moderators_lock_and_pin(act: object) -> None:
    thread = ask()
    with pytest.raises(services.UnableToModerate, match="moderators_only"):
        act(thread=thread, actor=person(EDWARD), at=AT)  # type: ignore[operator]


def test_a_pinned_thread_stands_first() -> None:
    thread = ask()
    ask(GINA)
    services.pin(thread=thread, actor=person(MODERATOR), at=AT)
    assert Thread.objects.newest_first()[0] == thread
    services.unpin(thread=thread, actor=person(MODERATOR), at=AT)
    assert [each.code for each in CommunityEvent.objects.filter(thread=thread).order_by("id")][-2:] == [
        "pinned",
        "unpinned",
    ]


@pytest.mark.both
def test_a_merge_moves_posts_and_followers_and_leads_on(client_as: ClientAs) -> None:
    source, target = ask(LIAM), ask(GINA)
    written = answer(source, HANNAH)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    target.refresh_from_db()
    assert set(target.posts.filter(is_question=False).values_list("author__email", flat=True)) == {LIAM, HANNAH}
    assert (target.answers, Post.objects.get(pk=written.pk).thread) == (2, target)
    assert Follow.objects.filter(thread=target, person=person(LIAM)).exists()
    page = client_as("").get(f"/community/threads/{source.pk}/")
    assert page["Location"] == f"/community/threads/{target.pk}/"
    assert not Thread.objects.listed().filter(pk=source.pk).exists()


def test_threads_that_others_read_are_not_merged() -> None:
    source, target = ask(category="customers"), ask()
    with pytest.raises(services.UnableToMerge, match="less_visible"):
        services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    with pytest.raises(services.UnableToMerge, match="itself"):
        services.merge(source=source, target=source, actor=person(MODERATOR), at=AT)


def test_a_thread_does_not_go_into_one_whose_question_is_deleted() -> None:
    source, gone = ask(GINA), ask(LIAM)
    services.delete(post=question(gone), actor=person(MODERATOR), at=AT)
    with pytest.raises(services.UnableToMerge, match="question_deleted"):
        services.merge(source=source, target=gone, actor=person(MODERATOR), at=AT)


MERGED = "Where was the old log?"


def hides(target: Thread) -> None:
    services.delete(post=question(target), actor=person(MODERATOR), at=AT)


def bans(target: Thread) -> None:
    services.ban(person=target.author, actor=person(MODERATOR), reason="Advertising.", at=AT)


def moves(target: Thread) -> None:
    services.move(thread=target, category=Category.objects.get(slug="customers"), actor=person(MODERATOR), at=AT)


@pytest.mark.parametrize(("hide", "readers"), [(hides, ("", LIAM)), (bans, ("", LIAM)), (moves, ("",))])
def test_a_merged_thread_says_nothing_to_whoever_may_not_read_where_it_went(
    client_as: ClientAs, hide: Callable[[Thread], None], readers: tuple[str, ...]
) -> None:
    source, target = ask(LIAM), ask(GINA)
    Thread.objects.filter(pk=source.pk).update(title=MERGED)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    hide(target)

    for reader in readers:
        for place in (f"/community/threads/{source.pk}/", f"/references/thread/{source.pk}/"):
            answer = client_as(reader).get(place)
            assert (answer.status_code, MERGED in answer.content.decode()) == (404, False)
    led = client_as(MODERATOR).get(f"/community/threads/{source.pk}/")
    assert led["Location"] == f"/community/threads/{target.pk}/"


def test_a_merged_thread_is_nobodys_but_the_moderators(client_as: ClientAs) -> None:
    source, target = ask(LIAM), ask(GINA)
    Thread.objects.filter(pk=source.pk).update(title=MERGED)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)

    for place in (f"/references/thread/{source.pk}/", f"/community/threads/{source.pk}/history/"):
        for reader in (HANNAH, EDWARD):
            assert MERGED not in client_as(reader).get(place, follow=True).content.decode()


def test_an_answer_that_was_typed_before_a_merge_comes_back_where_the_thread_went(client_as: ClientAs) -> None:
    source, target = ask(LIAM), ask(GINA)
    services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)
    typed = {"token": "a" * 32, "body": "Nothing of this is lost."}

    for reader in (HANNAH, MODERATOR):
        page = client_as(reader).post(f"/community/threads/{source.pk}/answers/", typed)
        text = page.content.decode()
        assert (page.status_code, "Nothing of this is lost." in text, "Go on there." in text) == (409, True, True)
        assert f'action="/community/threads/{target.pk}/answers/"' in text


def test_the_address_of_a_thread_that_was_merged_twice_leads_to_the_last(client_as: ClientAs) -> None:
    first, second, last = ask(LIAM), ask(GINA), ask(HANNAH)
    for source, target in ((first, second), (second, last)):
        services.merge(source=source, target=target, actor=person(MODERATOR), at=AT)

    for thread in (first, second):
        assert client_as("").get(f"/community/threads/{thread.pk}/")["Location"] == f"/community/threads/{last.pk}/"


@pytest.mark.both
def test_a_person_is_banned_once_at_a_time() -> None:
    for _twice in range(2):
        services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    assert Ban.objects.filter(person=person(GINA)).count() == 1


def test_an_answer_of_somebody_banned_solves_nothing() -> None:
    thread = ask(LIAM)
    services.accept(post=answer(thread, GINA), actor=person(LIAM), at=AT)
    services.ban(person=person(GINA), actor=person(MODERATOR), reason="Advertising.", at=AT)
    thread.refresh_from_db()
    assert (thread.accepted, thread.answers) == (None, 0)
    assert Thread.objects.unanswered().filter(pk=thread.pk).exists()
    assert CommunityEvent.objects.filter(thread=thread, code="acceptance_taken_back").exists()


@pytest.mark.parametrize("email", [EDWARD, MODERATOR])
def test_nobody_of_the_vendor_is_banned(email: str) -> None:
    with pytest.raises(services.UnableToBan, match="is_ours"):
        services.ban(person=person(email), actor=person(MODERATOR), reason="For fun.", at=AT)


def test_a_moderator_bans_nobody_without_a_reason(client_as: ClientAs) -> None:
    post = answer(ask(), GINA)
    assert client_as(MODERATOR).post(f"/community/posts/{post.pk}/ban/", {"reason": " "}).status_code == 422
    assert not Ban.objects.exists()


def test_the_queue_shows_why_each_post_waits(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    answer(thread, STRANGER, body="Win at the casino.")
    flagged = answer(thread, GINA, body="Read the manual.")
    services.flag(post=flagged, reporter=person(LIAM), reason="rude", note="Third time.", at=AT)
    page = client_as(MODERATOR).get("/community/moderation/").content.decode()
    assert "held: a word of spam" in page
    assert "rude or hostile" in page
    assert "Third time." in page


@pytest.mark.parametrize(("said", "is_deleted"), [("keep", False), ("delete", True)])
def test_a_moderator_decides_about_a_held_post(client_as: ClientAs, said: str, is_deleted: bool) -> None:  # noqa: FBT001 - a table
    held = answer(ask(LIAM), STRANGER, body="Win at the casino.")
    client_as(MODERATOR).post(f"/community/posts/{held.pk}/decision/", {"decision": said})
    held.refresh_from_db()
    assert (held.deleted_at is not None) is is_deleted
    assert bool(held.held_for) is is_deleted
    assert held.pk not in to_look_at()


def test_a_moved_thread_says_where_it_was() -> None:
    thread = ask()
    left, to = thread.category_id, Category.objects.get(slug="lattice-forms")
    services.move(thread=thread, category=to, actor=person(MODERATOR), at=AT)
    assert CommunityEvent.objects.get(thread=thread, code="moved").data == {"left": left, "to": to.pk}


def test_the_oldest_question_without_an_answer_comes_first(client_as: ClientAs) -> None:
    thread = ask(LIAM)
    page = client_as(EDWARD).get("/community/unanswered/")
    assert page.context["rows"][0].asked_at < page.context["rows"][-1].asked_at
    assert thread in page.context["rows"]
    answer(thread, EDWARD)
    assert thread not in client_as(EDWARD).get("/community/unanswered/").context["rows"]
