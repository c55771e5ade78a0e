"""`{% navigation "customer" view_name is_staff is_known as items %}`: the places of a shell, the current one marked.

They are the same for every reader of a kind, so the components that list them are kept (`{% component %}`).
"""

from dataclasses import dataclass

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()


@dataclass(frozen=True)
class Place:
    """Somewhere to go: URL name, word, icon, the key after `g` that jumps there.

    `minor` are those that phones leave out, `is_open` those that are read without an account.
    """

    name: str
    label: Promise
    icon: str
    key: str
    minor: bool = False
    is_open: bool = False


SHELLS: dict[str, tuple[Place, ...]] = {
    "customer": (
        Place("home", _("Home"), "home", "h"),
        Place("tickets:list", _("Tickets"), "ticket", "t"),
        Place("knowledgebase:index", _("Knowledge base"), "book", "k", is_open=True),
        Place("downloads:index", _("Downloads"), "download", "d", is_open=True),
        Place("community:threads", _("Community"), "messages", "u", is_open=True),
        Place("tickets:windows", _("Maintenance"), "calendar-event", "w", minor=True),
        Place("coverage", _("Coverage"), "shield-check", "c"),
        Place("people:organization", _("Organization"), "building", "o"),
    ),
    "agent": (
        Place("tickets:queue", _("Queue"), "inbox", "q"),
        Place("tickets:phone", _("Phone"), "phone", "p"),
        Place("search", _("Search"), "list-search", "s", minor=True),
        Place("tickets:problems", _("Problems"), "bug", "m", minor=True),
        Place("tickets:windows", _("Maintenance"), "calendar-event", "w", minor=True),
        Place("tickets:board", _("Board"), "layout-grid", "b", minor=True),
        Place("community:threads", _("Community"), "messages", "u", minor=True),
        Place("people:organization", _("Organizations"), "building", "g", minor=True),
        Place("knowledgebase:index", _("Knowledge base"), "book", "k", minor=True),
        Place("downloads:index", _("Downloads"), "download", "d", minor=True),
        Place("coverage", _("Coverage"), "shield-check", "c"),
        Place("oncall:board", _("On call"), "urgent", "o"),
        Place("announcements", _("Announcements"), "flag", "n", minor=True),
        Place("admin:index", _("Administration"), "settings", "a", minor=True),
        Place("status", _("Status"), "heart-rate-monitor", "z", minor=True),
    ),
}


FOR_STAFF = ("admin:", "status")
"""How the names of places begin that only staff is led to."""


@dataclass(frozen=True)
class Item:
    """A place as one page shows it."""

    place: Place
    url: str
    current: bool


@register.simple_tag
def navigation(shell: str, view_name: str, is_staff: bool, is_known: bool) -> list[Item]:  # noqa: FBT001 - a tag has none
    """List the places of a shell that this installation has and such a reader may open; `view_name` is the page."""
    offered = (
        place
        for place in SHELLS[shell]
        if (is_known or place.is_open) and (is_staff or not place.name.startswith(FOR_STAFF))
    )
    found = ((place, _address(place.name)) for place in offered)
    return [Item(place, url, current=place.name == view_name) for place, url in found if url]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
