"""Who reads an article."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Visibility(StrEnum):
    """For whom an article is."""

    PUBLIC = "public"
    REGISTERED = "registered"
    ENTITLED = "entitled"
    INTERNAL = "internal"


class Access(Enum):
    """What somebody gets of an article: all of it, its title with the reason, or nothing at all."""

    TEXT = "text"
    TITLE = "title"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: whether it logged in, works for the vendor, and the products that Gold is in force for (R1)."""

    is_known: bool = False
    is_agent: bool = False
    products: frozenset[int] = frozenset()


def access(visibility: str, product: int | None, reader: Reader) -> Access:
    """What `reader` gets of an article about `product`; of an entitled one without Gold in force the title (R13)."""
    if visibility == Visibility.PUBLIC or reader.is_agent:
        return Access.TEXT
    if visibility == Visibility.INTERNAL or not reader.is_known:
        return Access.NOTHING
    if visibility == Visibility.REGISTERED or product in reader.products:
        return Access.TEXT
    return Access.TITLE
