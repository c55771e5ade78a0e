"""The one search: a ranked list over everything that its reader may find."""

from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.querysets import is_agent
from common import digits
from common.http import Request
from portal.views.behind import PRODUCT, VERSION, Behind, Reader, behind
from portal.views.found import Tab, rows_of, tabs_of
from search.portfolio import keys_of
from search.rules import CANDIDATES, MOST_TEXT
from search.services import PAGE, Narrow, Results, find, note_nothing

LAST_PAGE = CANDIDATES // PAGE


@dataclass(frozen=True)
class Asked:
    """What the address asks for; what makes no sense in it asks for nothing."""

    text: str
    kind: str
    product: int | None
    version: int | None
    page: int

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the parameters of an address."""
        text = query.get("q", "")[:MOST_TEXT]
        page = min(digits.read(query.get("page", "")) or 1, LAST_PAGE)
        product, version = digits.read(query.get("product", "")), digits.read(query.get("version", ""))
        return cls(text, query.get("kind", ""), product, version if product else None, max(page, 1))

    @property
    def narrow(self) -> Narrow:
        """What the results are narrowed to."""
        return Narrow(kinds=(self.kind,) if self.kind else (), product=self.product, version=self.version)


@dataclass(frozen=True)
class Choice:
    """A product or version that results can be narrowed to."""

    key: int
    name: str
    count: int
    is_chosen: bool


def search(request: Request) -> HttpResponse:
    """List what the reader finds, the best first; without a login what is public.

    While a search is typed only the list is sent. What an index that lags behind still names is asked for again.
    """
    asked = Asked.of(request.GET)
    keys = keys_of(request.user, request.at)
    results = find(asked.text, keys=keys, narrow=asked.narrow, at=request.at, first=(asked.page - 1) * PAGE)
    found = behind(results, request.user, product=asked.product)
    rows = rows_of(results.shown, found, keys)
    if not results.count or results.is_similar:
        note_nothing(asked.text, user=_known(request.user), at=request.at)
    name = "portal/_search_found.html" if request.htmx else "portal/search.html"
    return render(request, name, _context(request, asked, results, found) | {"rows": rows})


def _context(request: Request, asked: Asked, results: Results, found: Behind) -> dict[str, object]:
    action, action_url = _next_step(request.user, request.get_full_path())
    more = results.count > asked.page * PAGE
    return {
        "shell": f"shells/{_side(request.user)}.html",
        "text": asked.text.strip(),
        "kind": asked.kind,
        "tabs": _tabs(asked, results),
        "is_similar": results.is_similar,
        "products": _products(results, found, asked),
        "versions": _versions(found, asked),
        "narrows": bool(asked.kind or asked.product or asked.version),
        "newer": asked.page - 1 if asked.page > 1 else None,
        "older": asked.page + 1 if more and asked.page < LAST_PAGE else None,
        "action": action,
        "action_url": action_url,
    }


def _tabs(asked: Asked, results: Results) -> list[Tab]:
    return tabs_of(results.kinds, asked.kind, is_cut=results.is_cut)


def _products(results: Results, found: Behind, asked: Asked) -> list[Choice]:
    """The products of what was found, with how much there is of each."""
    if len(results.products) < 2 and asked.product is None:  # noqa: PLR2004 - there is nothing to choose
        return []
    named = sorted(found.of(PRODUCT).values(), key=lambda each: each.label)
    return [Choice(each.key, each.label, results.products[each.key], each.key == asked.product) for each in named]


def _versions(found: Behind, asked: Asked) -> list[Choice]:
    """The versions of the chosen product that something found is about, the newest number first."""
    named = sorted(found.of(VERSION).values(), key=lambda each: _parts(each.label), reverse=True)
    return [Choice(each.key, each.label, each.one or 0, each.key == asked.version) for each in named]


def _parts(number: str) -> list[tuple[int, str]]:
    """What orders versions: 5.10 comes after 5.9."""
    return [(int(part) if part.isdecimal() else 0, part) for part in number.split(".")]


def _side(reader: Reader) -> str:
    """Whose page it is: that of an agent, or of a customer, as whoever reads without an account has it too."""
    return "agent" if is_agent(reader) else "customer"


def _known(reader: Reader) -> User | None:
    """The reader, unless nobody is logged in."""
    return reader if isinstance(reader, User) else None


def _next_step(reader: Reader, here: str) -> tuple[str, str]:
    """What somebody does who found nothing, and where; an agent looks on."""
    if not isinstance(reader, User):
        return _("Log in to find your own"), f"{reverse('account_login')}?next={quote(here)}"
    return ("", "") if is_agent(reader) else (_("File a ticket"), reverse("tickets:new"))
