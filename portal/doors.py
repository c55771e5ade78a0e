"""What a reader may still read of what its inbox and its digests hold: each door is asked once for all things."""

from collections.abc import Callable, Collection, Iterable, Mapping

from django.db.models import Q

from accounts.models import JoinRequest, User
from accounts.querysets import is_agent
from community.models import Post
from downloads.models import Release
from entitlements.models import Contract
from knowledgebase.models import Article
from notifications.models import Notification
from oncall.models import Page
from portal import audiences
from tickets.models import Ticket

Door = Callable[[User, Collection[str]], set[str]]


def readable(user: User, entries: Iterable[Notification]) -> tuple[list[Notification], list[Notification]]:
    """The entries that `user` may read now, and those that it may not; in their order."""
    entries = list(entries)
    named: dict[str, set[str]] = {}
    for entry in entries:
        if entry.door:
            kind, _, name = entry.door.partition(":")
            named.setdefault(kind, set()).add(name)
    open_to = {f"{kind}:{name}" for kind, names in named.items() for name in DOORS[kind](user, names)} | {""}
    return [each for each in entries if each.door in open_to], [each for each in entries if each.door not in open_to]


def may_read_announcement(key: str, email: str) -> bool:
    """Whether an announcement is published for the person with that address, as a mail tells it."""
    reader = User.objects.filter(email=email.lower(), is_active=True).first()
    return reader is not None and bool(_announcements(reader, {key}))


def may_read_request(key: str, email: str) -> bool:
    """Whether the person with that address may see a request to join an organization."""
    reader = User.objects.filter(email=email.lower(), is_active=True).first()
    return reader is not None and bool(_requests(reader, {key}))


def may_read_contract(key: str, email: str) -> bool:
    """Whether the person with that address reads a contract: for its organization, or for the vendor."""
    reader = User.objects.filter(email=email.lower(), is_active=True).first()
    return reader is not None and bool(_contracts(reader, {key}))


def _tickets(user: User, references: Collection[str]) -> set[str]:
    found = Ticket.objects.visible_to(user).filter(reference__in=references)
    return set(found.values_list("reference", flat=True))


def _notes(user: User, references: Collection[str]) -> set[str]:
    """Those tickets on whose vendor's side the reader stands; see `tickets.permissions.role_of`."""
    if not is_agent(user):
        return set()
    own = user.contacts.filter(left_at=None).values("organization")
    as_customer = Q(requester=user) | Q(organization__in=own) | Q(contract__partners__in=own)
    found = Ticket.objects.visible_to(user).filter(reference__in=references)
    inside = Ticket.objects.filter(as_customer, reference__in=references).values("pk")
    return set(found.exclude(pk__in=inside).values_list("reference", flat=True))


def _posts(user: User, keys: Collection[str]) -> set[str]:
    found = Post.objects.visible_to(user).published().filter(pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _announcements(user: User, keys: Collection[str]) -> set[str]:
    found = audiences.announcements_for(user).published().filter(pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _articles(user: User, keys: Collection[str]) -> set[str]:
    """Those of which the reader may know: an entry holds their title."""
    found = Article.objects.visible_to(user).filter(pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _releases(user: User, keys: Collection[str]) -> set[str]:
    found = Release.objects.visible_to(user).filter(state=Release.State.PUBLISHED, pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _requests(user: User, keys: Collection[str]) -> set[str]:
    found = JoinRequest.objects.visible_to(user).filter(pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _pages(user: User, keys: Collection[str]) -> set[str]:
    found = Page.objects.visible_to(user).filter(pk__in=[int(key) for key in keys])
    return {str(key) for key in found.values_list("pk", flat=True)}


def _contracts(user: User, keys: Collection[str]) -> set[str]:
    found = Contract.objects.filter(pk__in=[int(key) for key in keys])
    seen = found if user.has_perm("entitlements.view_contract") else found.visible_to(user)
    return {str(key) for key in seen.values_list("pk", flat=True)}


DOORS: Mapping[str, Door] = {
    "ticket": _tickets,
    "note": _notes,
    "thread": _posts,
    "announcement": _announcements,
    "join": _requests,
    "page": _pages,
    "contract": _contracts,
    "release": _releases,
    "article": _articles,
    "article-title": _articles,
}
"""By what a door begins with: which things of these names the reader may read."""
