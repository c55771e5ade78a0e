"""The community: reading is everybody's, writing of whoever has an account, and the rest of moderators."""

from typing import Any

from accounts.models import User
from community import services
from community.models import Follow, Post, Thread
from tests.pages.registry import FORBIDDEN, LOGIN, TO_ALL, TO_KNOWN, Address, Answers, Reader, agents
from tests.world import AT

TO_WRITERS: Answers = dict.fromkeys(Reader, 302)


def moderators(answer: int, *, others: int = FORBIDDEN, **differing: int) -> Answers:
    """Moderators get `answer`, others `others`; `differing` names readers in lower case."""
    moderating = dict.fromkeys((Reader.LEAD, Reader.ADMINISTRATOR), answer)
    answers = {**dict.fromkeys(Reader, others), **moderating, Reader.ANONYMOUS: LOGIN}
    return answers | {Reader[name.upper()]: each for name, each in differing.items()}


def liams_thread() -> dict[str, Any]:
    """A thread that Liam asked, with an answer of the agent of London."""
    return {"pk": Thread.objects.get(title__startswith="Workflows restart").pk}


def liams_question() -> dict[str, Any]:
    """Its question."""
    return {"pk": Post.objects.get(thread=liams_thread()["pk"], is_question=True).pk}


def agents_answer() -> dict[str, Any]:
    """The agent's answer in it."""
    return {"pk": Post.objects.get(thread=liams_thread()["pk"], author__email=Reader.AGENT).pk}


def edited_question() -> dict[str, Any]:
    """Liam's question after he wrote it anew."""
    post = Post.objects.get(**liams_question())
    if post.edited_at is None:
        liam = User.objects.get(email=Reader.OWNER)
        services.edit(post=post, actor=liam, body="Said otherwise.", at=AT)
    return {"pk": post.pk}


def mails_secret() -> dict[str, Any]:
    """The secret in the mails to Liam about his thread."""
    return {"token": Follow.objects.get(thread=liams_thread()["pk"], person__email=Reader.OWNER).token}


def new_question() -> dict[str, Any]:
    """A question for the list."""
    return {"title": "Where is the log?", "category": "general", "body": "I looked in /var.", "tags": "log"}


def welcome() -> dict[str, Any]:
    """The thread that explains the community, as the form of a merge names it."""
    return {"into": Thread.objects.get(title="How this community works").pk}


def answer() -> dict[str, Any]:
    """What an answer says."""
    return {"body": "It worked for us as well."}


def _post(name: str, answers: Answers, statements: int, **said: Any) -> Address:
    described = {"arguments": liams_thread, "method": "POST", "looked_at": False, **said}
    return Address(f"community:{name}", answers, statements=statements, **described)


PAGES: tuple[Address, ...] = (
    Address("community:threads", TO_ALL, statements=7, known=("category", "product", "tag")),
    Address("community:thread", TO_ALL, statements=6, arguments=liams_thread),
    Address("community:ask", TO_KNOWN, statements=5, known=("category",)),
    Address("community:similar", TO_KNOWN, statements=3, looked_at=False),
    Address("community:unanswered", agents(), statements=6, portrait=Reader.AGENT),
    Address("community:moderation", moderators(200, others=404), statements=7, portrait=Reader.ADMINISTRATOR),
    Address("community:unfollow", TO_ALL, statements=3, portrait=Reader.ANONYMOUS, arguments=mails_secret),
    Address("community:revisions", TO_ALL, statements=6, arguments=edited_question),
    Address("community:text", moderators(200, owner=200), statements=5, arguments=liams_question),
    Address("community:deletion", moderators(200, owner=200), statements=5, arguments=liams_question),
    Address("community:flags", {**TO_KNOWN, Reader.AGENT: FORBIDDEN}, statements=5, arguments=agents_answer),
    Address("community:ban", moderators(200), statements=7, portrait=Reader.ADMINISTRATOR, arguments=liams_question),
    Address(
        "community:history",
        {**agents(200, others=FORBIDDEN), Reader.OWNER: 200},
        statements=7,
        portrait=Reader.ADMINISTRATOR,
        arguments=liams_thread,
    ),
    Address("community:mentionable", TO_KNOWN, statements=5, arguments=liams_thread, looked_at=False),
    Address(
        "community:category",
        moderators(200),
        statements=7,
        portrait=Reader.ADMINISTRATOR,
        arguments=liams_thread,
        known=("category",),
    ),
    Address(
        "community:merger",
        moderators(200),
        statements=6,
        portrait=Reader.ADMINISTRATOR,
        arguments=liams_thread,
        known=("into",),
    ),
    _post("ask", TO_WRITERS, 40, arguments=dict, data=new_question, known=("category",)),
    _post("text", moderators(302, owner=302), 30, arguments=liams_question, data=answer),
    _post("deletion", moderators(302, owner=302), 20, arguments=liams_question),
    _post(
        "flags",
        {**TO_WRITERS, Reader.AGENT: FORBIDDEN},
        20,
        arguments=agents_answer,
        data=lambda: {"reason": "spam"},
    ),
    _post(
        "ban",
        moderators(302),
        60,
        portrait=Reader.ADMINISTRATOR,
        arguments=liams_question,
        data=lambda: {"reason": "Advertising."},
    ),
    _post(
        "category",
        moderators(302),
        20,
        portrait=Reader.ADMINISTRATOR,
        data=lambda: {"category": "general"},
        known=("category",),
    ),
    _post("merger", moderators(302), 40, portrait=Reader.ADMINISTRATOR, data=welcome, known=("into",)),
    _post("unfollow", TO_ALL, 10, portrait=Reader.ANONYMOUS, arguments=mails_secret),
    _post("answers", TO_WRITERS, 30, data=answer),
    _post("following", TO_WRITERS, 10, data=lambda: {"state": "off"}),
    _post("votes", TO_WRITERS, 15, arguments=agents_answer, data=lambda: {"state": "off"}),
    _post(
        "acceptance",
        moderators(302, owner=302),
        15,
        arguments=agents_answer,
        data=lambda: {"state": "off"},
    ),
    _post("lock", moderators(302), 12, portrait=Reader.ADMINISTRATOR, data=lambda: {"state": "on"}),
    _post("pin", moderators(302), 12, portrait=Reader.ADMINISTRATOR, data=lambda: {"state": "on"}),
    _post(
        "decision",
        moderators(302),
        20,
        portrait=Reader.ADMINISTRATOR,
        arguments=agents_answer,
        data=lambda: {"decision": "keep"},
    ),
)
