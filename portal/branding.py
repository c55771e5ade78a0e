"""Choosing a portal's look: one colour becomes an accent that can be read on light and on dark pages."""

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from coloraide import Color
from PIL import Image

from common.brand import Brand, write

HEX = re.compile(r"#[0-9a-f]{6}")
READABLE = 4.5
"""The contrast that text needs (WCAG 2.2, 1.4.3)."""
LIGHT, DARK = ("#ffffff", "#eceff3"), ("#15171b", "#262a31")
"""The grounds on which an accent stands, `--surface-0` and `--surface-2`; what is written on it is as light or dark."""
STEP = 0.005
LARGEST = 200 * 1024
"""Bytes of a logo: every first visit loads it."""
FORMATS = {"PNG": ".png", "JPEG": ".jpg", "WEBP": ".webp"}


class UnableToBrand(Exception):  # noqa: N818 - reads as what could not be done
    """A name, a colour or a logo is not usable; the message says why, and what would be."""


def brand(
    *,
    name: str,
    colour: str | None,
    logo: Path | None,
    logo_dark: Path | None,
    folder: Path,
    before: Brand = Brand(),  # noqa: B008 - frozen
) -> Brand:
    """Store the look in `folder` and answer it. Processes that run show it after they were started again.

    Without a colour, which None says and "" does not, the colours of `before` stay.

    Raises:
        UnableToBrand: if the name is empty, the colour is not `#rrggbb`, or a logo is no picture of at most 200 KB.
    """
    check_name(name)
    check_colour(colour or "")
    made = replace(before if colour is None else Brand(), name=name.strip(), logo="", logo_dark="", mark="")
    made = accents(made, colour.lower()) if colour else made
    shown = {"logo": check_logo(logo), "logo_dark": check_logo(logo_dark)}
    folder.mkdir(parents=True, exist_ok=True)
    for place, picture in shown.items():
        if picture is not None:
            suffix, content = picture
            file = f"{place}-{sha256(content).hexdigest()[:12]}{suffix}"
            (folder / file).write_bytes(content)
            made = replace(made, **{place: file})
    made = replace(made, mark=sha256(repr(made).encode()).hexdigest()[:12])
    write(made, folder)
    return made


def check_name(name: str) -> None:
    """Refuse what mails cannot bear as the vendor's name.

    Raises:
        UnableToBrand: if it is empty, or has control characters, such as the end of a line.
    """
    if not name.strip():
        raise UnableToBrand("The vendor's name is empty. Pages and mails bear it.")
    if not name.isprintable():
        raise UnableToBrand("The vendor's name has characters that are not shown. Write it in one line.")


def check_colour(colour: str) -> None:
    """Refuse what is neither a colour nor "".

    Raises:
        UnableToBrand: if it is not `#rrggbb`.
    """
    if colour and not HEX.fullmatch(colour.lower()):
        raise UnableToBrand(f"{colour} is not a colour. Write six digits as in #0b7285.")


def check_logo(path: Path | None) -> tuple[str, bytes] | None:
    """The ending and the bytes of a logo that browsers show.

    Raises:
        UnableToBrand: if it is no picture of at most 200 KB.
    """
    if path is None:
        return None
    try:
        if not path.is_file():
            raise UnableToBrand(f"There is no file {path}.")
        if path.stat().st_size > LARGEST:
            raise UnableToBrand(f"{path.name} has more than 200 KB; every first visit loads it. Choose a smaller one.")
        content = path.read_bytes()
    except OSError as error:
        raise UnableToBrand(f"{path} cannot be read: {error.strerror}.") from error
    if b"<svg" in content[:1024]:
        return ".svg", content
    return _ending(path), content


def _ending(path: Path) -> str:
    try:
        with Image.open(path) as picture:
            kind = picture.format or ""
    except (OSError, Image.DecompressionBombError):
        kind = ""
    if kind not in FORMATS:
        raise UnableToBrand(f"{path.name} is no SVG, PNG, JPEG or WebP picture.")
    return FORMATS[kind]


def accents(brand: Brand, colour: str) -> Brand:
    """The brand in `colour`, darker on light pages and lighter on dark ones where it could not be read there."""
    return replace(brand, accent=readable(colour, LIGHT), accent_dark=readable(colour, DARK))


def readable(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour nearest to `colour` that can be read on all of the grounds, `LIGHT` or `DARK`, as `#rrggbb`."""
    found = Color(colour).convert("oklch")
    step = STEP if grounds is DARK else -STEP
    while min(contrast(_hex(found), ground) for ground in grounds) < READABLE:
        found["lightness"] = found["lightness"] + step
    return _hex(found)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    return float(Color(one).contrast(other, method="wcag21"))


def _hex(colour: Color) -> str:
    return colour.convert("srgb").fit().to_string(hex=True)
