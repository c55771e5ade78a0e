"""Markdown to safe HTML, rendered once when it is saved."""

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape, unescape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, text_join
from markdown_it.rules_core import linkify as link_addresses
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import linkify as link_address
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import highlight as pygments_highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

LIMIT = 64 * 1024
"""The longest text accepted, in characters."""

_TAGS = nh3.ALLOWED_TAGS - {"map", "area"} | {"input"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "loading"},
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


MOST_COLOURED = 20
"""How many blocks of code of one text are coloured."""
STEPS = 60_000
"""How often the parser may try its rules on one text. Long logs and articles take less than half of it; only texts made
for the purpose take more, and they are shown as they were typed."""
HANDLE = re.compile(r"(?<![\w@./+-])@([\w+-]+(?:\.[\w+-]+)*(?:@[\w-]+(?:\.[\w-]+)+)?)")
"""Somebody who is named in a text: `@anna.lee`, or with the whole address."""


PICTURE = re.compile(r"(?:/kb)?/files/[0-9a-f]{32}/")
"""The address of a picture of the portal; a text shows no other one."""
DRAWN = re.compile(r'<img [^>]*?alt="([^"]*)"[^>]*>')


class TooMuchWorkError(Exception):
    """A text takes more than `STEPS`."""


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


def _count(env: Any) -> bool:
    """Count one step; as a rule it never matches."""
    env["steps"] = env.get("steps", 0) + 1
    if env["steps"] > STEPS:
        raise TooMuchWorkError
    return False


def _count_in_line(state: StateInline, _silent: bool) -> bool:  # noqa: FBT001 - markdown-it's signature
    return _count(state.env)


def _count_lines(state: StateBlock, _start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 - as above
    return _count(state.env)


def _colour_few(state: StateCore) -> None:
    """Leave the later blocks of code plain."""
    for fence in [each for each in state.tokens if each.type == "fence"][MOST_COLOURED:]:
        fence.info = ""


def _mark_mentions(state: StateCore) -> None:
    """Make a token of each mention in running text: neither in code nor in a link."""
    text_join(state)
    for block in state.tokens:
        if block.type == "inline" and "@" in block.content:
            block.children = list(_with_mentions(block.children or [], state.env))


def _with_mentions(tokens: Sequence[Token], env: Any) -> Iterator[Token]:
    links = 0
    for token in tokens:
        links += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not links:
            yield from _split(token, env)
        else:
            yield token


def _split(text: Token, env: Any) -> Iterator[Token]:
    end = 0
    for found in HANDLE.finditer(text.content):
        handle = found[1].lower()
        env.setdefault("named", {})[handle] = True
        if handle in env.get("known", ()):
            yield Token("text", "", 0, content=text.content[end : found.start()], level=text.level)
            yield Token("mention", "", 0, content=found[0], level=text.level)
            end = found.end()
    text.content = text.content[end:]
    yield text


def _draw_mention(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<span class="mention">{escape(tokens[index].content)}</span>'


def _draw_picture(
    renderer: RendererProtocol, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """A picture of the portal; of any other one only what it is called."""
    image, address = tokens[index], str(tokens[index].attrs["src"])
    name = escape(getattr(renderer, "renderInlineAsText")(image.children or [], options, env))  # noqa: B009 - untyped
    return f'<img src="{address}" alt="{name}" loading="lazy">' if PICTURE.fullmatch(address) else name


def _only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    return None if (tag, attribute) == ("img", "src") and not PICTURE.fullmatch(value) else value


_MARKDOWN = MarkdownIt("gfm-like", {"html": False, "linkify": True, "breaks": True, "highlight": _highlight})
_MARKDOWN.core.ruler.at("linkify", _link_in_text)
_MARKDOWN.core.ruler.before("linkify", "mentions", _mark_mentions)
_MARKDOWN.core.ruler.after("block", "colours", _colour_few)
_MARKDOWN.inline.ruler.at("linkify", _link_in_line)
_MARKDOWN.inline.ruler.before("text", "steps", _count_in_line)
_MARKDOWN.block.ruler.before("table", "steps", _count_lines, {"alt": ["paragraph", "reference", "blockquote", "list"]})
_MARKDOWN.add_render_rule("mention", _draw_mention)
_MARKDOWN.add_render_rule("image", _draw_picture)


def html(text: str, *, mentions: Collection[str] = ()) -> str:
    """Render Markdown `text` to HTML that holds nothing but the sanitizer's list of tags.

    Args:
        text: what was typed; what is longer than `LIMIT` is cut, what costs more than `STEPS` is shown as it was typed.
        mentions: the handles, in lower case, that become marks: "anna.lee", "anna.lee@vendor.example".
    """
    rendered = _rendered(text[:LIMIT], {"known": frozenset(mentions)})
    return nh3.clean(
        rendered,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_own_pictures,
        link_rel="nofollow noopener",
    )


def without_pictures(rendered: str) -> str:
    """What `html` made, with the names of its pictures in their place: a mail shows none that wants a login."""
    return DRAWN.sub(r"[\1]", rendered)


def words(rendered: str) -> str:
    """What `html` made, without its marks: what is searched, and shown as a snippet after escaping."""
    return unescape(nh3.clean(without_pictures(rendered), tags=set()))


def handles(text: str) -> tuple[str, ...]:
    """The handles that `text` names outside of code and links, in lower case, each once."""
    env: dict[str, Any] = {}
    _rendered(text[:LIMIT], env)
    return tuple(env.get("named", ()))


def _rendered(text: str, env: dict[str, Any]) -> str:
    try:
        return str(_MARKDOWN.render(text, env))
    except TooMuchWorkError:
        return f"<pre>{escape(text)}</pre>"
