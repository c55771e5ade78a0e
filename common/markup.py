"""Markdown to safe HTML, rendered once when it is saved."""

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_core import linkify as link_addresses
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import linkify as link_address
from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

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

LANGUAGES = frozenset(
    {"bash", "c", "cpp", "csharp", "css", "diff", "docker", "go", "groovy", "html", "http", "ini", "java", "javascript"}
    | {"json", "kotlin", "nginx", "php", "powershell", "properties", "python", "ruby", "rust", "sql", "toml", "xml"}
)
"""What is coloured: lexers that were measured on hostile texts; many others take minutes over them."""
LONGEST_COLOURED = 3000
LONGEST_LINKED = 4000
"""Longer blocks of code stay plain, and addresses in longer paragraphs: the time for either grows by the square."""


def _highlight(code: str, language: str, _: str) -> str:
    if language not in LANGUAGES or len(code) > LONGEST_COLOURED:
        return ""
    return pygments_highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))


def _link_in_text(state: StateCore) -> None:
    everything = state.tokens
    state.tokens = [each for each in everything if len(each.content) <= LONGEST_LINKED]
    link_addresses(state)
    state.tokens = everything


def _link_in_line(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    return len(state.src) <= LONGEST_LINKED and link_address(state, silent)


_MARKDOWN = MarkdownIt("gfm-like", {"html": False, "linkify": True, "breaks": True, "highlight": _highlight})
_MARKDOWN.core.ruler.at("linkify", _link_in_text)
_MARKDOWN.inline.ruler.at("linkify", _link_in_line)


def html(text: str) -> str:
    """Render Markdown `text` to HTML that holds nothing but the sanitizer's list of tags."""
    return nh3.clean(_MARKDOWN.render(text[:LIMIT]), tags=_TAGS, attributes=_ATTRIBUTES, link_rel="nofollow noopener")
