"""Downloads."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from catalog.models import Product, Version
from downloads.models import File, Follow, Release
from downloads.services import sign
from tests.pages import foreign
from tests.pages.registry import DESK, FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, agents
from tests.world import AT

MINE, DRAFT, SCHEDULED = "meridian-server-5-1-3-hf1", "meridian-server-5-1-4", "lattice-forms-3-0-3"
HOLDERS = (Reader.OWNER, Reader.TEAMMATE, Reader.MANAGER, Reader.VIEWER, Reader.CUSTOMER)
AGENTS = (*DESK, Reader.FAR_AGENT, Reader.ADMINISTRATOR)
"""ABC and Goldleaf hold a license of Meridian Server with Gold."""


def named(slug: str, **more: Any) -> Callable[[], dict[str, Any]]:
    """A release of the demo world."""
    return lambda: {"slug": slug, **more}


def file_of(slug: str, *, is_signed: bool = True) -> Callable[[], dict[str, Any]]:
    """A file of a release of the demo world."""

    def found() -> dict[str, Any]:
        rows = File.objects.filter(release__slug=slug).order_by("id")
        return {"slug": slug, "number": (rows.exclude(signature="") if is_signed else rows)[0].pk}

    return found


def holders(answer: int = 200) -> Answers:
    """Who holds a license of the product, and agents; of a release that is not public nobody else knows."""
    return {
        **dict.fromkeys(Reader, 404),
        **dict.fromkeys((*HOLDERS, *AGENTS), answer),
        Reader.ANONYMOUS: LOGIN,
    }


def editors(answer: int = 200) -> Answers:
    """London's agent and the administrator are editors."""
    return {**agents(FORBIDDEN), Reader.AGENT: answer, Reader.ADMINISTRATOR: answer}


def link_of_the_owner() -> dict[str, Any]:
    """The link by which Liam gets a file, and nobody else."""
    file = File.objects.filter(release__slug=MINE).order_by("id")[0]
    return {"token": sign(file=file, user=User.objects.get(email=Reader.OWNER), at=AT)}


def follow_of_somebody() -> dict[str, Any]:
    """The secret in a mail about a product: whoever has it ends the mails."""
    return {"token": Follow.objects.order_by("id")[0].token}


def version_of_meridian() -> dict[str, Any]:
    """What everybody at ABC runs."""
    return {"pk": Version.objects.get(product__name="Meridian Server", number="5.1").pk}


def written() -> dict[str, Any]:
    """What the form of a release says."""
    release = Release.objects.get(slug=DRAFT)
    said = {"known": release.edition, "number": "5.1.4", "kind": "update", "title": "Quotas", "notes": "New."}
    return {**said, "version": release.version_id}


def step(noun: str, slug: str, answers: Answers, **more: Any) -> Address:
    """What an editor sends about a release."""
    return Address(
        f"downloads:{noun}",
        answers,
        statements=30,
        portrait=Reader.AGENT,
        arguments=more.pop("arguments", named(slug)),
        method="POST",
        looked_at=False,
        **more,
    )


LOG = {**dict.fromkeys(Reader, 404), **agents(), Reader.MANAGER: 200, Reader.VIEWER: 200, Reader.PARTNER: 200}
READING: tuple[Address, ...] = (
    Address("downloads:index", TO_ALL, statements=11, bare=Reader.PARTNER, known=("product", "version")),
    Address("downloads:feed", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("downloads:release", holders(), statements=11, arguments=named(MINE)),
    Address("downloads:version", TO_KNOWN, statements=11, arguments=version_of_meridian),
    Address("downloads:sums", holders(), statements=7, arguments=named(MINE), looked_at=False),
    Address("downloads:file", holders(302), statements=6, arguments=file_of(MINE), looked_at=False),
    Address("downloads:signature", holders(), statements=6, arguments=file_of(MINE), looked_at=False),
    Address(
        "downloads:link",
        {**dict.fromkeys(Reader, FORBIDDEN), Reader.OWNER: 200, Reader.ANONYMOUS: LOGIN},
        statements=11,
        arguments=link_of_the_owner,
        looked_at=False,
    ),
    Address(
        "downloads:follow",
        dict.fromkeys(Reader, 302),
        statements=9,
        arguments=lambda: {"slug": Product.objects.get(name="Meridian Server").slug},
        method="POST",
        looked_at=False,
    ),
    Address("downloads:unfollow", TO_ALL, statements=3, portrait=Reader.ANONYMOUS, arguments=follow_of_somebody),
    Address(
        "downloads:unfollow",
        TO_ALL,
        statements=6,
        portrait=Reader.ANONYMOUS,
        arguments=follow_of_somebody,
        method="POST",
        looked_at=False,
    ),
    Address("downloads:log", LOG, statements=5, portrait=Reader.AGENT, bare=Reader.PARTNER),
    Address("downloads:exposure", agents(), statements=6, portrait=Reader.AGENT, known=("product",)),
)
EDITING: tuple[Address, ...] = (
    Address("downloads:work", editors(), statements=6, portrait=Reader.AGENT),
    Address("downloads:new", editors(), statements=5, portrait=Reader.AGENT, known=("version",)),
    Address("downloads:edition", editors(), statements=7, portrait=Reader.AGENT, arguments=named(DRAFT)),
    Address("downloads:publication", editors(), statements=6, portrait=Reader.AGENT, arguments=named(DRAFT)),
    Address("downloads:withdrawal", editors(), statements=6, portrait=Reader.AGENT, arguments=named(MINE)),
    Address("downloads:file-new", editors(), statements=6, portrait=Reader.AGENT, arguments=named(DRAFT)),
    step("new", "", editors(422), arguments=dict, data=lambda: {"title": ""}, known=("version",)),
    step("edition", DRAFT, editors(302), data=written, known=("version",)),
    step("preview", "", editors(), arguments=dict, data=lambda: {"notes": "## New"}),
    step("publication", DRAFT, editors(302)),
    step("calling-off", SCHEDULED, editors(302)),
    step("withdrawal", MINE, editors(302), data=lambda: {"reason": "It stops at noon."}),
    step("file-new", DRAFT, editors(422), rows={"uploads": foreign.upload}),
    step("file-removal", DRAFT, editors(302), arguments=file_of(DRAFT)),
)
PAGES: tuple[Address, ...] = (*READING, *EDITING)
