"""Who takes part, and short ways to ask and answer."""

from datetime import datetime

from accounts.models import User
from community import services
from community.models import Category, Post, Thread
from tests.world import AT

LIAM, HANNAH, GINA = "member.london@abc.example", "member.hongkong@abc.example", "member@goldonly.example"
STRANGER, EDWARD, MODERATOR = "stranger@nowhere.example", "agent.emea@vendor.example", "lead.emea@vendor.example"


def person(email: str) -> User:
    """Somebody of the cast."""
    return User.objects.get(email=email)


def ask(by: str = LIAM, *, category: str = "general", body: str = "Where is it?", at: datetime = AT) -> Thread:
    """A new thread."""
    draft = services.QuestionDraft(Category.objects.get(slug=category), "Where is the log?", body, ("log",))
    return services.ask(author=person(by), draft=draft, at=at)


def answer(thread: Thread, by: str = GINA, *, body: str = "In /var/log.", at: datetime = AT) -> Post:
    """An answer in it."""
    return services.answer(thread=thread, author=person(by), body=body, at=at)


def question(thread: Thread) -> Post:
    """The post that opened it."""
    return thread.posts.get(is_question=True)
