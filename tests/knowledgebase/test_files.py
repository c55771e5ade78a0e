"""Pictures and files of articles: part of each text, and for nobody who may not read it."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

from knowledgebase import services
from knowledgebase.models import Article, ArticleFile
from knowledgebase.services import UnableToAttach, UnableToReview
from tests.knowledgebase.conftest import EDITOR, GOLD, LAPSED, NEITHER, REVIEWER, STRANGER, client_of, draft, user
from tests.knowledgebase.test_gating import GETS, READERS, TEXT
from tests.world import AT
from uploads.models import Upload
from uploads.services import keep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

LATER = AT + timedelta(hours=1)


def picture(name: str = "switch.png") -> File:  # type: ignore[type-arg]
    """A red square, with a word in its metadata."""
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, format="PNG")
    return ContentFile(out.getvalue(), name)


def log(name: str = "doctor.log") -> File:  # type: ignore[type-arg]
    return ContentFile(b"all is well", name)


def approved(article: Article) -> Article:
    services.submit(article=article, actor=user(EDITOR), at=LATER)
    return services.approve(article=article, actor=user(REVIEWER), at=LATER)


def with_files(**said: object) -> Article:
    """A published article whose text shows a picture, with a log under it."""
    made = services.start_article(draft=draft(files=[picture(), log()], **said), actor=user(EDITOR), at=AT)
    return approved(made)


def address(file: ArticleFile) -> str:
    return f"/kb/files/{file.token}/"


def named(article: Article, name: str = "switch.png") -> ArticleFile:
    return article.files.get(name=name)


def status(email: str, file: ArticleFile) -> int:
    answer = client_of(email).get(address(file))
    if answer.streaming:
        list(answer)
    return answer.status_code


@pytest.mark.parametrize(("visibility", "reader"), [(visibility, reader) for visibility in GETS for reader in READERS])
def test_a_file_is_for_those_who_read_the_text(visibility: str, reader: str) -> None:
    article = with_files(visibility=visibility)
    gets = [status(READERS[reader], named(article, name)) for name in ("switch.png", "doctor.log")]

    assert (gets == [200, 200]) == (GETS[visibility][reader] == TEXT)
    assert set(gets) <= ({200} if GETS[visibility][reader] == TEXT else {302} if reader == "anonymous" else {403, 404})


def test_nobody_is_told_by_an_answer_whether_a_hidden_file_exists() -> None:
    hidden = named(with_files(visibility="internal"))
    unknown = ArticleFile(token="0" * 32)

    assert status(GOLD, hidden) == status(GOLD, unknown) == 404
    assert status("", hidden) == status("", unknown) == 302


def test_a_picture_is_drawn_anew_and_shown_and_another_file_is_saved() -> None:
    article = with_files(visibility="public")
    shown = client_of("").get(address(named(article)))
    saved = client_of("").get(address(named(article, "doctor.log")))

    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert shown.headers["Content-Type"] == "image/png"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert b"".join(saved) == b"all is well"
    list(shown)


def test_a_draft_gives_its_files_to_those_who_write_alone() -> None:
    made = services.start_article(draft=draft(visibility="public", files=[picture()]), actor=user(EDITOR), at=AT)

    assert [status(email, named(made)) for email in (EDITOR, NEITHER, GOLD, "")] == [200, 404, 404, 302]


def test_what_the_next_text_leaves_out_is_gone_for_readers_and_comes_back_with_a_restored_text() -> None:
    article = with_files(visibility="public")
    file = named(article)
    services.revise(article=article, draft=draft(visibility="public"), known=1, actor=user(EDITOR), at=LATER)
    assert status("", file) == 200  # readers still have the text before

    approved(Article.objects.get(pk=article.pk))
    assert (status("", file), status(EDITOR, file)) == (302, 200)

    services.restore(article=article, number=1, actor=user(EDITOR), at=LATER)
    restored = approved(Article.objects.get(pk=article.pk))
    assert status("", file) == 200
    assert [each["name"] for each in restored.published.shown] == ["switch.png", "doctor.log"]  # type: ignore[union-attr]


def test_a_file_that_is_removed_for_good_is_gone_from_every_text() -> None:
    article = with_files(visibility="public")
    file = named(article)
    answer = client_of(EDITOR).post(f"{address(file)}removal/")

    file.refresh_from_db()
    assert (answer.status_code, status("", file), status(EDITOR, file)) == (302, 403, 403)
    assert article.events.latest("id").data["file"] == "switch.png"
    page = client_of(EDITOR).get(f"/kb/{article.slug}/manuscript/").content.decode()
    assert "removed the file switch.png for good" in page
    assert client_of(EDITOR).post(f"{address(file)}removal/").status_code == 422


@pytest.mark.parametrize(("email", "answer"), [(NEITHER, 403), (GOLD, 404), ("", 302)])
def test_nobody_else_removes_a_file(email: str, answer: int) -> None:
    file = named(with_files(visibility="public"))

    assert client_of(email).post(f"{address(file)}removal/").status_code == answer
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_file_that_waits_for_the_scan_is_published_by_nobody() -> None:
    made = services.start_article(draft=draft(visibility="public", files=[log()]), actor=user(EDITOR), at=AT)
    made.files.update(verdict="")
    services.submit(article=made, actor=user(EDITOR), at=AT)

    with pytest.raises(UnableToReview) as refusal:
        services.approve(article=made, actor=user(REVIEWER), at=AT)
    assert refusal.value.code == "file_waits"
    assert status(EDITOR, named(made, "doctor.log")) == 403

    services.scanned(key=str(named(made, "doctor.log").file), payload={"verdict": "clean"}, at=AT)
    services.approve(article=made, actor=user(REVIEWER), at=AT)
    assert status("", named(made, "doctor.log")) == 200


@pytest.mark.django_db(transaction=False)
def test_an_infected_file_is_deleted(django_capture_on_commit_callbacks: object) -> None:
    made = services.start_article(draft=draft(files=[log()]), actor=user(EDITOR), at=AT)
    file = named(made, "doctor.log")
    made.files.update(verdict="")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.scanned(key=str(file.file), payload={"verdict": "infected"}, at=AT)

    assert not default_storage.exists(str(file.file))
    assert made.events.latest("id").code == "file_infected"
    assert made.revisions.get().shown[0]["is_removed"]


def posted(article: Article, **said: object) -> dict[str, object]:
    """What the form of the next text sends."""
    text = article.latest
    assert text
    about = {"kind": text.kind, "visibility": text.visibility, "category": text.category_id}
    return {"known": text.number, "title": text.title, "body": text.body, "product": text.product_id, **about, **said}


def test_an_editor_keeps_one_file_drops_another_and_adds_an_upload() -> None:
    article = with_files()
    sent = keep(owner=user(EDITOR), purpose="article", file=picture("new.png"), at=AT)
    preview = client_of(EDITOR).get(f"/kb/files/{sent.token}/")
    assert (preview.status_code, client_of(GOLD).get(f"/kb/files/{sent.token}/").status_code) == (200, 404)
    fields = posted(article, kept=[named(article).token], uploads=[sent.token], body=f"![new](/kb/files/{sent.token}/)")
    assert client_of(EDITOR).post(f"/kb/{article.slug}/edition/", fields).status_code == 302

    article = Article.objects.get(pk=article.pk)
    assert [each["name"] for each in article.latest.shown] == ["switch.png", "new.png"]  # type: ignore[union-attr]
    assert f'<img src="/kb/files/{sent.token}/"' in article.latest.html  # type: ignore[union-attr]
    assert Upload.objects.get(pk=sent.pk).state == "adopted"


def test_a_form_without_script_brings_files_and_keeps_them_when_it_is_refused() -> None:
    article = with_files()
    answer = client_of(EDITOR).post(
        f"/kb/{article.slug}/edition/", posted(article, title="", attachments=[log("more.log")])
    )

    assert answer.status_code == 422
    assert "more.log" in answer.content.decode()
    token = Upload.objects.get(name="more.log").token
    client_of(EDITOR).post(f"/kb/{article.slug}/edition/", posted(article, uploads=[token]))
    assert [each["name"] for each in Article.objects.get(pk=article.pk).latest.shown] == ["more.log"]  # type: ignore[union-attr]


def test_the_upload_of_somebody_else_and_the_file_of_another_article_are_as_if_they_were_not() -> None:
    article, other = with_files(), with_files(title="Another one")
    foreign = keep(owner=user(REVIEWER), purpose="article", file=log(), at=AT)
    for fields in ({"uploads": [foreign.token]}, {"kept": [named(other).token]}):
        assert client_of(EDITOR).post(f"/kb/{article.slug}/edition/", posted(article, **fields)).status_code == 422
    with pytest.raises(UnableToAttach):
        services.start_article(draft=draft(title="Third", files=[log()] * 21), actor=user(EDITOR), at=AT)


def test_a_customer_sends_no_file_for_an_article() -> None:
    with pytest.raises(Exception, match="no_such_purpose"):
        keep(owner=user(GOLD), purpose="article", file=log(), at=AT)


def test_a_picture_in_the_text_is_not_listed_again_and_a_feed_has_its_whole_address() -> None:
    made = services.start_article(draft=draft(visibility="public", files=[picture()]), actor=user(EDITOR), at=AT)
    body = f"![the switch]({address(named(made))})"
    again = draft(visibility="public", body=body, kept=[named(made).token])
    services.revise(article=made, draft=again, known=1, actor=user(EDITOR), at=AT)
    article = approved(Article.objects.get(pk=made.pk))
    page = client_of("").get(f"/kb/{article.slug}/").content.decode()

    assert page.count(address(named(article))) == 1
    assert 'alt="the switch"' in page
    assert "img src=&quot;http" in (feed := client_of("").get("/kb/feed.atom").content.decode()) or (
        'img src="http' in feed
    )


def test_who_lost_gold_gets_the_file_no_more() -> None:
    file = named(with_files())
    assert (status(GOLD, file), status(LAPSED, file), status(STRANGER, file)) == (200, 403, 403)
    user(GOLD).contacts.update(left_at=AT)

    assert status(GOLD, file) == 403


UNREAD = ("draft", "in_review", "scheduled", "archived", "internal", "entitled")
DOORS = ("/kb/files/{}/", "/kb/files/{}/removal/", "/files/{}/", "/uploads/{}/", "/downloads/links/{}/")


def hidden(how: str) -> Article:
    """An article with files, of which no customer without Gold gets anything, for the reason given."""
    if how in {"internal", "entitled"}:
        return with_files(visibility=how)
    made = services.start_article(draft=draft(visibility="public", files=[picture(), log()]), actor=user(EDITOR), at=AT)
    if how != "draft":
        services.submit(article=made, actor=user(EDITOR), at=LATER)
    if how == "scheduled":
        services.approve(article=made, actor=user(REVIEWER), at=LATER, publish_at=LATER + timedelta(days=1))
    if how == "archived":
        services.approve(article=made, actor=user(REVIEWER), at=LATER)
        services.archive(article=made, actor=user(REVIEWER), at=LATER)
    return made


@pytest.mark.parametrize("how", UNREAD)
def test_no_door_gives_a_file_to_whoever_may_not_read_its_text(how: str) -> None:
    files = list(hidden(how).files.all())
    known = client_of(EDITOR).get(address(files[0]))
    seen = {"if-none-match": known.get("ETag", "*"), "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    asked: list[dict[str, str]] = [{}, {"range": "bytes=0-1"}, seen]
    assert list(known)  # the editor gets it

    for email in ("", STRANGER, LAPSED, "member.london@abc.example", *([] if how == "entitled" else [GOLD])):
        client = client_of(email)
        for path in (door.format(file.token) for door in DOORS for file in files):
            got = {
                client.generic(method, path, headers=more).status_code for method in ("GET", "HEAD") for more in asked
            }
            assert got <= {302, 403, 404}, (email, path)
            assert "/accounts/login/" in client.get(path).get("Location", "/accounts/login/")


def test_a_picture_of_a_text_that_nobody_approved_is_no_readers_while_the_text_before_is() -> None:
    article = with_files(visibility="public")
    newer = draft(visibility="public", files=[picture("newer.png")])
    services.revise(article=article, draft=newer, known=1, actor=user(EDITOR), at=LATER)

    assert [status(email, named(article, "newer.png")) for email in ("", STRANGER, GOLD)] == [302, 404, 404]
