"""What is found, by whom, on either database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, Version
from search.models import SearchDocument
from search.rules import CANDIDATES, END, START, barred, token
from search.services import Entry, Narrow, Results, find, index
from tests.world import AT

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANYBODY = ("public",)


def put(key: str, title: str, body: str = "", **changed: Any) -> None:
    """Let a text be found, by anybody unless `audience` says otherwise."""
    usual: dict[str, Any] = {"kind": "article", "group": key, "url": f"/{key}/", "audience": ANYBODY, "at": AT}
    described = usual | changed
    index([Entry(key=key, title=title, body=body, **described)], groups=[described["group"]], at=AT)


def titles(text: str, *keys: str, **narrow: Any) -> list[str]:
    """The titles of what is found as it is spelled, without marks."""
    found = find(text, keys=keys or ANYBODY, narrow=Narrow(**narrow), at=AT)
    return [] if found.is_similar else [each.title.replace(START, "").replace(END, "") for each in found.shown]


def test_every_word_must_be_there_and_the_title_counts_most() -> None:
    put("a", "Backups", "How a lease is renewed.")
    put("b", "A lease is renewed", "Backups.")
    put("c", "Something else", "Renewed.")

    assert titles("lease renewed ") == ["A lease is renewed", "Backups"]


def test_other_forms_of_a_word_are_found() -> None:
    put("a", "Renewing leases")

    assert titles("lease renewed ") == ["Renewing leases"]


def test_the_last_word_is_found_while_it_is_typed() -> None:
    put("a", "Configuration files")

    assert titles("files confi") == ["Configuration files"]
    assert titles("confi files ") == []


def test_a_phrase_is_found_in_its_order_only() -> None:
    put("a", "Two nodes disagree")
    put("b", "Nodes: two of them")

    assert titles('"two nodes"') == ["Two nodes disagree"]


def test_small_words_count_in_a_phrase() -> None:
    put("a", "To be or not to be")

    assert titles('"or not to"') == ["To be or not to be"]
    assert titles('"not or to"') == []


def test_an_excluded_word_takes_its_documents_away() -> None:
    put("a", "Lease of a cluster")
    put("b", "Lease of a node")

    assert titles("lease -cluster ") == ["Lease of a node"]


def test_accents_and_case_make_no_difference() -> None:
    put("a", "Größe der Übertragung")

    assert titles("GROSSE ubertragung ") == ["Größe der Übertragung"]


@pytest.mark.parametrize("text", ["ORA-00600", "v5.1", "1e5", "0x8007", "anna@abc.example", "http://a.example/x?y=1"])
def test_what_machines_write_is_found_as_it_is_written(text: str) -> None:
    put("a", f"About {text} here")

    assert titles(f"{text} ") == [f"About {text} here"]


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "*",
        "'",
        "\\",
        "a:*",
        "!!",
        "()",
        "NEAR(",
        '"""" OR',
        "-",
        "%_",
        "\x00",
        "<->",
        "a" * 5000,
        "\u0301",
        "'; DROP",
    ],
)
def test_hostile_searches_find_nothing_and_break_nothing(text: str) -> None:
    put("a", "Lease")

    assert "Lease" not in titles(text)


def test_nobody_finds_what_is_for_others() -> None:
    put("a", "Lease of ABC", audience=("org:1", "desk:2"))

    assert titles("lease") == []
    assert titles("lease", "org:1") == ["Lease of ABC"]
    assert titles("lease", "desk:2", "public") == ["Lease of ABC"]


def test_no_word_of_a_text_is_taken_for_a_key() -> None:
    put("a", "Public registered agent, org:1 =public", "all-desks org 1 public", audience=("org:2",))

    assert titles("registered") == titles("registered", "public", "agent", "org:1", "all-desks") == []


def test_whoever_is_kept_out_finds_nothing_whatever_else_it_holds() -> None:
    put("a", "Lease", audience=("desk:1", barred("org:3")))

    assert titles("lease", "desk:1", barred("org:4")) == ["Lease"]
    assert titles("lease", "desk:1", barred("org:3")) == []


def test_facets_count_only_what_the_reader_finds() -> None:
    product = Product.objects.create(name="Farseer").pk
    put("a", "Lease one", product=product)
    put("b", "Lease two", kind="ticket", audience=("org:1",), product=product)

    assert find("lease", keys=ANYBODY, narrow=Narrow(), at=AT).kinds == {"article": 1}
    assert find("lease", keys=["public", "org:1"], narrow=Narrow(), at=AT).products == {product: 2}


def test_results_are_narrowed_by_kind_and_product() -> None:
    product = Product.objects.create(name="Farseer").pk
    put("a", "Lease one", product=product)
    put("b", "Lease two", kind="thread")

    assert titles("lease", product=product) == ["Lease one"]
    assert titles("lease", kinds=["thread"]) == ["Lease two"]


def test_results_are_narrowed_by_version() -> None:
    product = Product.objects.create(name="Farseer")
    one, other = (Version.objects.create(product=product, number=number, released_on=AT.date()) for number in "12")
    put("a", "Lease one", product=product.pk, versions=[one.pk])
    put("b", "Lease two", product=product.pk, versions=[other.pk, one.pk])
    put("c", "Lease three", product=product.pk)

    assert titles("lease", product=product.pk, version=other.pk) == ["Lease two"]
    assert sorted(titles("lease", version=one.pk)) == ["Lease one", "Lease two"]


def test_each_facet_counts_things_within_what_else_is_chosen() -> None:
    one, other = (Product.objects.create(name=name, slug=name).pk for name in ("farseer", "nearseer"))
    put("a", "Lease", product=one)
    index(
        [
            Entry(
                kind="thread", key=f"t-{n}", group="t", url="/t/", title="Lease", audience=ANYBODY, at=AT, product=one
            )
            for n in range(3)
        ],
        groups=["t"],
        at=AT,
    )
    put("b", "Lease", product=other)

    found = find("lease", keys=ANYBODY, narrow=Narrow(product=one), at=AT)
    assert (found.kinds, found.products) == ({"article": 1, "thread": 1}, {one: 2, other: 1})
    found = find("lease", keys=ANYBODY, narrow=Narrow(kinds=["article"]), at=AT)
    assert (found.kinds, found.products) == ({"article": 2, "thread": 1}, {one: 1, other: 1})


def test_a_group_is_shown_once_by_its_best_text() -> None:
    entries = [
        Entry(kind="ticket", key=f"t-{n}", group="t", url="/t/", title="Forms", body=body, audience=ANYBODY, at=AT)
        for n, body in enumerate(["Lease", "The lease of the lease", "Else"])
    ]
    index(entries, groups=["t"], at=AT)

    found = find("lease ", keys=ANYBODY, narrow=Narrow(), at=AT)
    assert [each.url for each in found.shown] == ["/t/"]
    assert found.count == 1


def test_what_is_indexed_again_replaces_what_was_there() -> None:
    put("a", "Lease", group="g")
    put("b", "Cluster", group="g")

    assert titles("lease") == []
    assert titles("cluster") == ["Cluster"]


def test_what_was_removed_is_found_no_more() -> None:
    put("a", "Lease")
    index([], groups=["a"], at=AT)

    assert titles("lease") == []


def test_a_newer_text_comes_before_an_older_one_that_says_the_same() -> None:
    put("old", "Lease", at=AT - timedelta(days=900))
    put("new", "Lease", url="/new/")

    assert [each.url for each in find("lease", keys=ANYBODY, narrow=Narrow(), at=AT).shown] == ["/new/", "/old/"]


def proposed(text: str, *keys: str, **narrow: Any) -> list[str]:
    """The titles that are proposed when nothing is spelled as it was looked for: none on SQLite."""
    found = find(text, keys=keys or ANYBODY, narrow=Narrow(**narrow), at=AT)
    return [each.title.replace(START, "").replace(END, "") for each in found.shown] if found.is_similar else []


@pytest.mark.parametrize(
    "text", ["schedular ", "sheduler ", "schedulre ", "configration schedular ", "xylophone schedular "]
)
def test_a_misspelled_word_finds_titles_like_it(text: str, *, is_postgresql: bool) -> None:
    put("a", "Configuration of the scheduler")
    put("b", "Backups", "The scheduler makes them.")

    assert proposed(text) == (["Configuration of the scheduler"] if is_postgresql else [])


def test_a_word_of_the_text_counts_where_no_title_has_all(*, is_postgresql: bool) -> None:
    put("a", "Configuration of the scheduler", "It renews every lease.")
    put("b", "Configuration of printers", "The scheduler makes them, and no lease.")
    put("c", "Lease")

    assert proposed("schedular lease ") == (["Configuration of the scheduler"] if is_postgresql else [])


def test_a_title_with_all_words_is_proposed_however_many_texts_have_them(*, is_postgresql: bool) -> None:
    words = {"kind": "article", "at": AT, "indexed_at": AT, "audience": token("public"), "title": "Scheduler"}
    SearchDocument.objects.bulk_create(
        [
            SearchDocument(key=str(n), group=str(n), url="/", title_words="scheduler", body_words="lease", **words)
            for n in range(150)
        ]
    )
    put("best", "Schedulers lease")
    put("better", "The scheduler")

    assert proposed("schedular lease ")[:1] == (["Schedulers lease"] if is_postgresql else [])


def test_nobody_is_proposed_what_is_for_others(*, is_postgresql: bool) -> None:
    put("a", "Scheduler of ABC", audience=("org:1",))
    put("b", "Scheduler of all, barred", audience=("public", barred("org:2")), kind="thread")

    assert proposed("schedular ", "registered", "org:2", barred("org:2")) == []
    assert proposed("schedular ", "org:1", kinds=["article"]) == (["Scheduler of ABC"] if is_postgresql else [])


def test_a_word_is_kept_no_longer_than_a_title_that_has_it(*, is_postgresql: bool) -> None:
    if not is_postgresql:
        return
    put("a", "Password swordfish")
    put("b", "Swordfish and scheduler")
    put("a", "Password")
    assert {"swordfish", "password", "scheduler"} <= kept_words()

    index([], groups=["b"], at=AT)
    assert "password" in kept_words()
    assert not {"swordfish", "scheduler"} & kept_words()


def kept_words() -> set[str]:
    """The words that misspelled ones are compared with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM search_titleword")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("often", [16, CANDIDATES * 2], ids=["seen in a sample", "not in a sample"])
@pytest.mark.parametrize("most_sorted", [CANDIDATES * 2, CANDIDATES // 2])
def test_of_a_common_word_the_newest_are_ranked(most_sorted: int, often: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.backends.postgresql._SORTED", most_sorted)
    monkeypatch.setattr("search.backends.postgresql._OFTEN", often)
    words: dict[str, Any] = {
        "title_words": "lease",
        "audience": token("public"),
        "kind": "article",
        "at": AT,
        "indexed_at": AT,
        "title": "Lease",
    }
    put("rare", "Lease of long ago", kind="thread")
    SearchDocument.objects.bulk_create(
        [SearchDocument(key=str(n), group=str(n), url=f"/{n}/", **words) for n in range(CANDIDATES + 20)]
    )

    found = find("lease", keys=ANYBODY, narrow=Narrow(), at=AT)
    assert found.count == CANDIDATES
    keys = SearchDocument.objects.filter(pk__in=found.ids).values_list("key", flat=True)
    assert {int(key) for key in keys} == set(range(20, CANDIDATES + 20))
    assert titles("lease", kinds=["thread"]) == ["Lease of long ago"]


def test_a_search_costs_a_few_statements() -> None:
    put("a", "Lease")
    with CaptureQueriesContext(connection) as statements:
        find("lease", keys=ANYBODY, narrow=Narrow(), at=AT)

    assert len(statements) <= 2


def test_nothing_asked_is_nothing_found() -> None:
    with CaptureQueriesContext(connection) as statements:
        assert find("  ", keys=ANYBODY, narrow=Narrow(), at=AT) == Results()

    assert len(statements) == 0
