"""What readers see of releases in lists, on their pages and in the search; and how editors publish on pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode

from catalog.models import Product
from downloads import services
from downloads.indexing import index_releases, reindex
from downloads.models import File, Follow, Release
from outbox.models import OutboundMessage
from outbox.services import deliver_due
from portal.followers import handlers
from search import services as search
from search.models import SearchDocument
from search.portfolio import keys_of
from tests.downloads.conftest import AGENT, EDITOR, GOLD, LAPSED, SECRET, STRANGER, client_of, publish, upload, user
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


def page(email: str, address: str, **query: str) -> HTMLParser:
    return HTMLParser(client_of(email).get(address, query).content.decode())


def one(tree: HTMLParser, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None
    return found


def numbers(email: str, **query: str) -> list[str]:
    """The numbers in the list, in its order."""
    links = page(email, "/downloads/", **query).css(".releases a.subject")
    return [str(each.text()).split("·")[0].split(":")[-1].strip() for each in links]


def test_the_list_has_the_products_of_ones_licenses_and_what_is_public() -> None:
    assert "5.1.3-HF1" in numbers(GOLD)
    assert "2026.2" in numbers(GOLD)
    assert numbers(STRANGER) == numbers("") == ["2026.2", "2026.1", "3.0.2", "5.1.3", "5.1.0"]
    assert "5.1.4" not in numbers(AGENT)


def test_the_list_is_narrowed_by_product_version_and_kind() -> None:
    assert numbers(AGENT, product="lattice-forms", kind="update") == ["3.0.2", "2.4.8"]
    version = Release.objects.get(slug="meridian-server-4-0-9").version_id
    assert numbers(AGENT, product="meridian-server", version=str(version)) == ["4.0.9"]
    assert numbers(AGENT, kind="hotfix") == ["5.1.3-HF1", "2026.2-HF1", "1.8.11"]
    assert "No release matches this" in str(page(AGENT, "/downloads/", product="lattice-forms", kind="major").text())


def test_the_newest_of_ones_version_is_marked_and_a_withdrawn_one_is_not() -> None:
    shown = str(one(page(GOLD, "/downloads/", product="meridian-server"), ".releases li").text())
    assert "5.1.3-HF1" in shown
    assert "newest for Lens factory" in " ".join(shown.split())
    rows = page(GOLD, "/downloads/", product="beacon-analytics").css(".releases li")
    beacon = [" ".join(str(each.text()).split()) for each in rows]
    assert "withdrawn" in beacon[0]
    assert "newest for Sales figures test" in beacon[1]


def test_a_withdrawn_release_says_why_and_has_no_files() -> None:
    shown = str(page(GOLD, "/downloads/releases/beacon-analytics-2026-2-hf1/").text())
    assert "counts the first week of a year twice" in shown
    assert "SHA-256" not in shown


def test_a_release_shows_its_proofs(release: Release) -> None:
    file = release.files.get()
    shown = page(GOLD, f"/downloads/releases/{release.slug}/")
    assert str(one(shown, f"#digest-{file.pk}").text()) == file.sha256
    assert f'echo "{file.sha256}  {file.name}" | sha256sum --check' in str(one(shown, f"#linux-{file.pk}").text())
    assert all("hidden" in button.attributes for button in shown.css("button[data-copy]"))


def test_a_product_is_followed_and_left_with_a_button_and_left_from_the_mail() -> None:
    client, address = client_of(GOLD), "/downloads/products/lattice-forms/follow/"
    client.post(address)
    assert Follow.objects.filter(person=user(GOLD), product__slug="lattice-forms").count() == 1
    client.post(address, {"do": "unfollow"})
    client.post(address)
    mine = Follow.objects.get(person=user(GOLD), product__slug="lattice-forms")
    client_of("").get(f"/downloads/unfollow/{mine.token}/")
    assert Follow.objects.filter(pk=mine.pk).exists()
    client_of("").post(f"/downloads/unfollow/{mine.token}/")
    assert not Follow.objects.filter(pk=mine.pk).exists()


def found(email: str, text: str) -> list[tuple[str, bool]]:
    """What the search finds of downloads: the group, and whether it is the title alone."""
    results = search.find(text, keys=keys_of(user(email), AT), narrow=search.Narrow(kinds=("download",)), at=AT)
    return [(each.group, each.key.endswith(":title")) for each in results.shown]


@pytest.mark.both
def test_the_search_finds_the_notes_with_gold_and_the_title_with_a_license(release: Release) -> None:
    index_releases([release.pk], at=AT)
    group = f"release:{release.pk}"
    assert [each for each, _title in found(GOLD, SECRET)] == [group]
    assert found(LAPSED, SECRET) == []
    assert found(LAPSED, "Maps 2026.9") == [(group, True)]
    assert found(STRANGER, "Maps 2026.9") == []
    assert found(AGENT, SECRET) == [(group, False)]
    assert SECRET not in client_of(LAPSED).get("/search/", {"q": "Maps"}).content.decode()
    assert "Maps" in client_of(GOLD).get("/search/", {"q": SECRET}).content.decode()


def test_what_is_withdrawn_or_a_draft_is_not_found(release: Release) -> None:
    services.withdraw(release=release, reason="Broken.", actor=user(EDITOR), at=AT)
    index_releases([release.pk], at=AT)
    assert found(AGENT, SECRET) == []
    assert found(AGENT, "Quotas") == []
    for _batch in reindex(AT):
        pass
    assert SearchDocument.objects.filter(kind="download", group="release:0").count() == 0


def test_an_editor_publishes_on_pages_without_script() -> None:
    client = client_of(EDITOR)
    version = Release.objects.get(slug="beacon-analytics-2026-2").version_id
    said = {"version": version, "number": "2026.9", "kind": "update", "title": "Maps", "notes": "## New", "known": ""}
    made = client.post("/downloads/new/", said)
    assert made["Location"] == "/downloads/releases/beacon-analytics-2026-9/"
    assert client.post("/downloads/new/", said).status_code == 422
    refused = client.post("/downloads/releases/beacon-analytics-2026-9/publication/", {"publish_at": ""})
    assert refused.status_code == 422
    assert "Add a file first" in refused.content.decode()
    new = "/downloads/releases/beacon-analytics-2026-9/files/new/"
    bad = client.post(new, {"file": SimpleUploadedFile("a b.zip", b"PK"), "platform": "Linux x64", "signature": "x"})
    assert bad.status_code == 422
    token = one(HTMLParser(bad.content.decode()), "[name=uploads]").attributes["value"]
    assert client.post(new, {"uploads": token, "platform": "Linux x64", "signature": ""}).status_code == 302
    assert File.objects.get(release__slug="beacon-analytics-2026-9").name == "a-b.zip"
    client.post("/downloads/releases/beacon-analytics-2026-9/publication/", {"publish_at": ""})
    assert Release.objects.get(slug="beacon-analytics-2026-9").state == "published"
    withdrawal = "/downloads/releases/beacon-analytics-2026-9/withdrawal/"
    assert client.post(withdrawal, {"reason": ""}).status_code == 422
    assert client.post(withdrawal, {"reason": "Broken."}).status_code == 302
    assert client.post(withdrawal, {"reason": "Broken."}).status_code == 409


def test_an_upload_of_somebody_else_becomes_no_file() -> None:
    theirs = upload(owner="agent.amer@vendor.example")
    answer = client_of(EDITOR).post("/downloads/releases/meridian-server-5-1-4/files/new/", {"uploads": theirs.token})
    assert answer.status_code == 422
    assert not File.objects.filter(sha256=theirs.sha256).exists()


def test_the_administration_shows_releases_and_changes_none() -> None:
    client = client_of("admin@vendor.example")
    for model in ("release", "download", "lifecyclenotice"):
        assert client.get(f"/admin/downloads/{model}/").status_code == 200
    pk = Release.objects.get(slug="meridian-server-5-1-3").pk
    assert client.get(f"/admin/downloads/release/{pk}/change/").status_code == 200
    assert client.get("/admin/downloads/release/add/").status_code == 403


def test_the_mails_are_words_in_text_and_html(mailoutbox: list[EmailMessage]) -> None:
    product = Product.objects.get(name="Beacon Analytics")
    services.follow(product=product, person=user(GOLD), at=AT)
    publish()
    _deliver()
    sent = [mail for mail in mailoutbox if "is published" in mail.subject]
    assert [mail.subject for mail in sent] == ["Beacon Analytics 2026.9 is published"]
    assert "An update of version 2026." in sent[0].body
    assert SECRET not in sent[0].body
    assert OutboundMessage.objects.filter(name="downloads/mail/published", sent_at=None).count() == 0


def _deliver() -> None:
    while deliver_due(handlers=handlers(AT), at=AT):
        pass


@pytest.mark.parametrize(("reader", "offered"), [(GOLD, True), (AGENT, False)])
def test_a_version_that_leaves_support_leads_to_a_contract_whoever_has_one(reader: str, *, offered: bool) -> None:
    version = Release.objects.get(slug="meridian-server-4-0-9").version_id
    notice = one(page(reader, f"/downloads/versions/{version}/"), "[role=note]")
    assert ("Your contract" in str(notice.text())) is offered
