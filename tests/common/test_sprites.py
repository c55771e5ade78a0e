"""Every icon and drawing that a template or a module names is in the built sprite."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, templates

DIST = ROOT / "static" / "dist"
NAMED = {
    "icons.svg": re.compile(r"""(?:{% icon |\bicon=)"([a-z0-9-]+)\""""),
    "drawings.svg": re.compile(r"""(?:{% drawing |\bdrawing=)"([a-z0-9-]+)\""""),
}


def missing(sprite: str, sources: list[str]) -> set[str]:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (DIST / sprite).read_text()))
    return {name for source in sources for name in NAMED[sprite].findall(source)} - drawn


@pytest.mark.parametrize("sprite", sorted(NAMED))
def test_what_templates_draw_is_in_the_sprite(sprite: str) -> None:
    assert missing(sprite, [Path(path).read_text() for path in templates()]) == set()


def test_an_unknown_icon_is_found() -> None:
    assert missing("icons.svg", ['{% icon "no-such-icon" %}{% include "x.html" with icon="lock" only %}']) == {
        "no-such-icon"
    }


def test_nothing_served_points_to_a_source_map_or_needs_eval() -> None:
    served = "".join(path.read_text() for path in DIST.iterdir() if path.suffix in {".css", ".js"})
    assert "sourceMappingURL" not in served
