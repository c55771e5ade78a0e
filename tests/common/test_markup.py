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
