"""What a ticket is to the tickets that it is linked with, in words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tickets.views.around import Around, Piece

WORDS: dict[tuple[str, str], Promise] = {
    ("later", "related"): _("related"),
    ("earlier", "related"): _("related"),
    ("later", "parent"): _("its part"),
    ("earlier", "parent"): _("part of"),
    ("later", "follow_up"): _("followed up by"),
    ("earlier", "follow_up"): _("follow-up of"),
    ("later", "split"): _("split off"),
    ("earlier", "split"): _("split off from"),
}
"""What the other ticket is, by the end of the link that it stands at and by the kind of the link."""


@dataclass(frozen=True)
class Linked:
    """Another ticket that the reader may read."""

    word: str
    reference: str
    subject: str


@dataclass(frozen=True)
class Together:
    """What a ticket belongs to: the ticket that it was merged into, those merged into it, links and its problem.

    `is_merged` says that it was merged, also to those who may not read where it went.
    """

    is_merged: bool
    merged_into: Piece | None
    merged: list[Piece]
    links: list[Linked]
    problem: Piece | None


def together(around: Around, *, is_merged: bool) -> Together:
    """Read it off the pieces around a ticket."""
    return Together(
        is_merged=is_merged,
        merged_into=next(iter(around["merged_into"]), None),
        merged=around.get("merged", []),
        links=[
            Linked(str(WORDS[end, piece.kind]), piece.label, piece.text)
            for end in ("earlier", "later")
            for piece in around[end]
        ],
        problem=next(iter(around.get("problem", [])), None),
    )
