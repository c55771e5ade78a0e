"""The knowledge base."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from accounts.models import User
from knowledgebase.models import Article
from knowledgebase.services.files import attach
from tests.pages import foreign
from tests.pages.registry import FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, agents
from tests.world import AT

ENTITLED = "update-meridian-server-4-0-to-5-1"
WITHOUT_GOLD = (Reader.STRANGER, Reader.PARTNER)
DRAFT = "beacon-warehouse-sizing"
IN_REVIEW = "meridian-behind-a-load-balancer"
SCHEDULED = "lattice-3-0-3-release-notes"


def named(slug: str, **more: Any) -> Callable[[], dict[str, Any]]:
    """An article of the demo world."""
    return lambda: {"slug": slug, **more}


def a_picture() -> dict[str, Any]:
    """A picture of the same article as everybody knows it."""
    text = Article.objects.select_related("published").get(slug=ENTITLED).published
    assert text
    if not text.files.exists():
        out = BytesIO()
        Image.new("RGB", (4, 4), "red").save(out, format="PNG")
        file, editor = ContentFile(out.getvalue(), "steps.png"), User.objects.get(email=Reader.AGENT)
        attach(article=text.article, text=text, files=[file], kept=(), actor=editor, at=AT)
    return {"token": text.files.get().token}


def workers(editor: int = 200, administrator: int = 200) -> Answers:
    """London's agent is an editor, the administrator is a reviewer too; another agent is neither."""
    return {
        **dict.fromkeys(Reader, 404),
        Reader.AGENT: editor,
        Reader.FAR_AGENT: FORBIDDEN,
        Reader.LEAD: FORBIDDEN,
        Reader.ADMINISTRATOR: administrator,
        Reader.ANONYMOUS: LOGIN,
    }


def step(noun: str, slug: str, answers: Answers, **more: Any) -> Address:
    """What the administrator does with an article."""
    return Address(
        f"knowledgebase:{noun}",
        answers,
        statements=30,
        portrait=Reader.ADMINISTRATOR,
        arguments=more.pop("arguments", named(slug)),
        method="POST",
        looked_at=False,
        **more,
    )


PAGES: tuple[Address, ...] = (
    Address("knowledgebase:sitemap", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("knowledgebase:feed", TO_ALL, statements=1, portrait=Reader.ANONYMOUS, looked_at=False),
    Address("knowledgebase:index", TO_ALL, statements=6, known=("product", "category")),
    Address("knowledgebase:article", TO_KNOWN, statements=6, arguments=named(ENTITLED)),
    Address(
        "knowledgebase:print", {**TO_KNOWN, **dict.fromkeys(WITHOUT_GOLD, 302)}, statements=6, arguments=named(ENTITLED)
    ),
    Address(
        "knowledgebase:feedback",
        {**dict.fromkeys(Reader, 302), **dict.fromkeys(WITHOUT_GOLD, 404)},
        statements=16,
        arguments=named(ENTITLED),
        data=lambda: {"helpful": "no", "reason": "Step 6 took an hour."},
        method="POST",
        looked_at=False,
    ),
    Address("knowledgebase:roles", agents(), statements=7, portrait=Reader.ADMINISTRATOR),
    Address(
        "knowledgebase:roles",
        {**agents(FORBIDDEN), Reader.ADMINISTRATOR: 302},
        statements=14,
        portrait=Reader.ADMINISTRATOR,
        data=lambda: {"person": User.objects.get(email=Reader.FAR_AGENT).pk, "role": "editor"},
        method="POST",
        looked_at=False,
        known=("person", "role"),
    ),
    Address("knowledgebase:drafts", workers(), statements=7, portrait=Reader.AGENT),
    Address("knowledgebase:new", workers(), statements=7, portrait=Reader.AGENT),
    Address(
        "knowledgebase:preview",
        workers(),
        statements=4,
        portrait=Reader.AGENT,
        data=lambda: {"body": "## Steps"},
        method="POST",
        looked_at=False,
    ),
    Address(
        "knowledgebase:manuscript",
        workers(),
        statements=12,
        portrait=Reader.AGENT,
        arguments=named(ENTITLED),
    ),
    Address(
        "knowledgebase:comparison",
        workers(),
        statements=8,
        portrait=Reader.AGENT,
        arguments=named(ENTITLED),
        data=lambda: {"before": "1", "after": "2"},
    ),
    Address(
        "knowledgebase:edition",
        workers(),
        statements=10,
        portrait=Reader.AGENT,
        arguments=named(ENTITLED),
        known=("product", "category", "versions"),
    ),
    *(
        Address(
            f"knowledgebase:{noun}",
            workers(422, 422),
            statements=20,
            portrait=Reader.AGENT,
            arguments=arguments,
            data=lambda: {"title": ""},
            method="POST",
            looked_at=False,
            rows={"uploads": foreign.upload},
            known=("product", "category", "versions", "kept"),
        )
        for noun, arguments in (("new", dict), ("edition", named(ENTITLED)))
    ),
    Address(
        "knowledgebase:file",
        {**TO_KNOWN, **dict.fromkeys(WITHOUT_GOLD, FORBIDDEN)},
        statements=5,
        arguments=a_picture,
        looked_at=False,
    ),
    Address("knowledgebase:file-removal", workers(), statements=8, portrait=Reader.ADMINISTRATOR, arguments=a_picture),
    step("file-removal", "", workers(302, 302), arguments=a_picture),
    step("submission", DRAFT, workers(302, 302)),
    step("approval", IN_REVIEW, workers(403, 302)),
    step("sending-back", IN_REVIEW, workers(403, 302), data=lambda: {"note": "Name the header."}),
    step("withdrawal", SCHEDULED, workers(403, 302)),
    step("archiving", ENTITLED, workers(403, 302)),
    step("restoration", ENTITLED, workers(302, 302), arguments=named(ENTITLED, number=1)),
)
