"""The look of every mail: styles by the name of a tag, written into the tags, since mail programs drop style sheets.

The sources of mails stay plain HTML; the link that is their one action is named by its class. Dark colours need a style
sheet and stand in the frame: programs that know dark mode read it.
"""

import re
from collections.abc import Mapping

STYLES: Mapping[str, str] = {
    "h1": "margin:0 0 16px;font-size:20px;line-height:1.3;font-weight:600",
    "h2": "margin:24px 0 8px;font-size:16px;line-height:1.3;font-weight:600",
    "h3": "margin:16px 0 4px;font-size:16px;line-height:1.3;font-weight:600",
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding:0 0 0 20px",
    "ol": "margin:0 0 16px;padding:0 0 0 24px",
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid #d5dae1",
    "pre": "margin:0 0 16px;padding:12px;border-radius:6px;background:#f0f2f5;font-size:13px;line-height:1.5;"
    "white-space:pre-wrap;overflow-wrap:anywhere",
    "code": "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px",
    "table": "margin:0 0 16px;border-collapse:collapse",
    "th": "padding:4px 16px 4px 0;text-align:left;vertical-align:top;font-weight:400;color:#59626d",
    "td": "padding:4px 0;vertical-align:top",
    "a": "color:{accent}",
    "hr": "margin:24px 0;border:0;border-top:1px solid #e1e5ea",
}
"""The tokens of `static/src/css/tokens.css` in their light values, as mail programs understand them."""
BUTTON = (
    "display:inline-block;padding:10px 18px;border-radius:6px;background:{accent};color:#ffffff;font-weight:500;"
    "text-decoration:none"
)
TAG = re.compile(rf"<({'|'.join(STYLES)})(?=[\s>])(?P<button> class=\"mail-button\")?(?![^>]*\sstyle=)")


def dress(html: str, *, accent: str) -> str:
    """The HTML of a mail with the style of each tag in the tag; one that brings a style of its own keeps it.

    `accent` is the vendor's colour on white.
    """

    def styled(tag: re.Match[str]) -> str:
        style = BUTTON if tag["button"] else STYLES[tag[1]]
        return f'{tag[0]} style="{style.replace("{accent}", accent)}"'

    return TAG.sub(styled, html)
