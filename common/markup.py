"""Markdown to safe HTML, rendered once when it is saved."""

import nh3
from markdown_it import MarkdownIt
from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

LIMIT = 64 * 1024
"""The longest text accepted, in characters."""

_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"} | {"input"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "span": {"class"},
    "pre": {"class"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
}


def _highlight(code: str, language: str, _: str) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    return pygments_highlight(code, lexer, HtmlFormatter(nowrap=True))


_MARKDOWN = MarkdownIt("gfm-like", {"html": False, "linkify": True, "breaks": True, "highlight": _highlight})


def html(text: str) -> str:
    """Render Markdown `text` to HTML that holds nothing but the sanitizer's list of tags."""
    return nh3.clean(_MARKDOWN.render(text[:LIMIT]), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noopener")
