"""Markdown as customers may send it: safe in a page, and rendered in a time that others can wait for."""

import time

import pytest

from common import markup

LIMIT_SECONDS = 3
"""Generous on a busy machine; each of these texts took at least twice as long, or minutes, before it had a bound."""


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt&colon;alert(1))",
        "[a](data:text/html;base64,PHN2Zz4=)",
        "[a](vbscript:x)",
        "<javascript:alert(1)>",
        "![a](x' onerror='alert(1))",
        "![a](https://tracker.example/pixel.png)",
        '<a href="x" onclick="alert(1)">a</a>',
        '```x" onmouseover=alert(1)\ncode\n```',
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        '[a](https://x.example "" onmouseover="alert(1)")',
    ],
)
def test_nothing_that_runs_or_loads_comes_out(text: str) -> None:
    shown = markup.html(text)

    tags = [part.partition(">")[0].lower() for part in shown.split("<")[1:]]
    assert not [tag for tag in tags if tag.startswith(("script", "img", "svg", "style", "iframe"))]
    assert not [tag for tag in tags if " on" in tag.replace("&quot; on", "") or "script:" in tag or "data:" in tag]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("http://a.com/(" * 4600, id="addresses without an end"),
        pytest.param("```amdgpu\n" + "a" * 60_000 + "\n```", id="a language that nobody reviewed"),
        pytest.param("```javascript\n" + "a.b" * 20_000 + "\n```", id="code that a lexer reads again and again"),
    ],
)
def test_a_hostile_text_holds_nobody_up(text: str) -> None:
    begun = time.process_time()
    markup.html(text)
    assert time.process_time() - begun < LIMIT_SECONDS


def test_an_address_in_a_paragraph_is_a_link() -> None:
    assert 'href="https://a.example/x"' in markup.html("See https://a.example/x there, or www.example.com.")
    assert 'href="http://www.example.com"' in markup.html("See www.example.com there.")


def test_code_of_a_known_language_is_coloured() -> None:
    assert '<span class="k">' in markup.html("```python\nreturn 1\n```")


@pytest.mark.parametrize("text", ["[" * 65_000, "![" * 32_500, "- a\n" * 16_000, "a\n" * 32_500])
def test_a_text_that_takes_too_many_steps_is_shown_as_it_was_typed(text: str) -> None:
    assert markup.html(text) == f"<pre>{text}</pre>"


def test_a_long_log_and_a_long_article_are_rendered() -> None:
    log = "2026-06-10 14:00:00,123 ERROR [main] com.vendor.Foo - <x> failed: a_b_c (*) [1] `x`\n" * 700
    article = "## Why\n\nIt is *so*, see [there](https://a.example).\n\n- one\n- two\n\n" * 900
    assert "<code>" in markup.html(log)
    assert "<h2>" in markup.html(article)


def test_only_the_first_blocks_of_code_are_coloured() -> None:
    shown = markup.html("```python\nreturn 1\n```\n" * (markup.MOST_COLOURED + 5))
    assert shown.count('<span class="k">') == markup.MOST_COLOURED


def test_a_known_person_who_is_mentioned_is_marked() -> None:
    shown = markup.html("Ask @Anna.Lee. And @bob?", mentions={"anna.lee"})
    assert '<span class="mention">@Anna.Lee</span>. And @bob?' in shown


def test_a_mention_by_the_whole_address_is_a_mark_and_no_link() -> None:
    shown = markup.html("Ask @anna_lee@vendor.example now", mentions={"anna_lee@vendor.example"})
    assert shown == '<p>Ask <span class="mention">@anna_lee@vendor.example</span> now</p>\n'


@pytest.mark.parametrize(
    "text",
    ["`@anna`", "```\n@anna\n```", "[@anna](https://a.example)", "me@anna", "x.@anna", "https://a.example/@anna"],
)
def test_nobody_is_mentioned_in_code_links_and_addresses(text: str) -> None:
    assert markup.handles(text) == ()
    assert "mention" not in markup.html(text, mentions={"anna"})


def test_each_person_who_is_named_is_found_once() -> None:
    assert markup.handles("@Bob and **@anna.lee**, again @bob\n\n- @c-d@x.example") == (
        "bob",
        "anna.lee",
        "c-d@x.example",
    )
