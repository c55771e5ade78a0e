"""Contact sheets: one picture of a page at every width, in both themes, full, bare and without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from tests.pages import Address, Reader

WIDTHS = {1440: 900, 390: 844}
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
SCALE = 2
GAP = 24
LABEL = 20
TALLEST = 3200


@dataclass(frozen=True)
class Shot:
    """One way to look at a page."""

    reader: Reader
    state: str
    width: int
    scheme: Scheme
    has_script: bool = True

    @property
    def label(self) -> str:
        """What stands above it on the sheet."""
        return f"{self.state}, {self.width}, {self.scheme}"


def shots(address: Address) -> Iterator[Shot]:
    """Every way to look at `address`."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            yield Shot(address.portrait, "full", width, scheme)
        if address.bare is not None:
            yield Shot(address.bare, "bare", width, "light")
        yield Shot(address.portrait, "no script", width, "light", has_script=False)


def sheet(pictures: list[tuple[Shot, bytes]]) -> Image.Image:
    """All pictures beside each other, half as large, each under its label."""
    opened = [(shot.label, _halved(data)) for shot, data in pictures]
    width = sum(image.width + GAP for _, image in opened) + GAP
    height = max(image.height for _, image in opened) + LABEL + 2 * GAP
    canvas = Image.new("RGB", (width, height), "#8a8f98")
    draw, left = ImageDraw.Draw(canvas), GAP
    for label, image in opened:
        draw.text((left, GAP // 2), label, fill="white")
        canvas.paste(image, (left, GAP + LABEL))
        left += image.width + GAP
    return canvas


def is_blank(data: bytes) -> bool:
    """Whether a picture shows one colour only."""
    extrema = Image.open(BytesIO(data)).convert("L").getextrema()
    return extrema[0] == extrema[1]


def _halved(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    return image.resize((image.width // SCALE, image.height // SCALE))
