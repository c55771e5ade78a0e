"""The vendor's name, colours and logo, as a folder of the installation keeps them.

Pure: standard library only, since the settings read it. `portal.branding` writes the folder.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "brand.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How a portal looks. Colours are `#rrggbb`: the accent on light pages, and on dark ones.

    `logo` and `logo_dark` name files of the folder, "" for none. `mark` changes with any of it: it is the version in
    the addresses under which browsers keep style and logo; "" says that nothing was chosen.
    """

    name: str = "Northwind Software"
    accent: str = "#3450bd"
    accent_dark: str = "#93a7f3"
    logo: str = ""
    logo_dark: str = ""
    mark: str = ""

    @property
    def css(self) -> str:
        """The style sheet that follows the portal's own."""
        return f":root {{ --accent: light-dark({self.accent}, {self.accent_dark}); }}\n"


def read(folder: Path) -> Brand:
    """What the folder says; the portal's own look where there is none."""
    path = folder / FILE
    return Brand(**json.loads(path.read_text())) if path.exists() else Brand()


def write(brand: Brand, folder: Path) -> None:
    """Store it in the folder at once: a process that starts meanwhile reads the old one or the new one."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FILE}.new"
    draft.write_text(json.dumps(asdict(brand), indent=2))
    draft.replace(folder / FILE)
