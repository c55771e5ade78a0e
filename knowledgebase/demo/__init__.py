"""The articles of the demo world: Markdown files with a head, read and rendered once by a process."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from catalog.models import Product, Version
from knowledgebase.demo.files import Described, described
from knowledgebase.demo.pictures import add_pictures
from knowledgebase.models import Article, ArticleEvent, Category, Revision
from knowledgebase.rules import Role, State

CATEGORIES = (
    ("Installation and updates", "installation"),
    ("Everyday work", "everyday-work"),
    ("Operation", "operation"),
    ("Security and access", "security"),
    ("Known issues", "known-issues"),
    ("Releases", "releases"),
)
ROLES = {
    "agent.emea@vendor.example": (Role.EDITOR,),
    "agent.amer@vendor.example": (Role.EDITOR, Role.REVIEWER),
    "admin@vendor.example": (Role.EDITOR, Role.REVIEWER),
}
REVIEWER = "agent.amer@vendor.example"
REVIEW = timedelta(hours=3)
NEXT_WEEK = timedelta(days=6)


def load_articles(at: datetime) -> None:
    """Write the articles as they are at `at`, in a few statements however many there are; once."""
    people = {user.email: user for user in User.objects.filter(email__in=ROLES)}
    groups = {group.name: group for group in Group.objects.filter(name__in=[*Role])}
    for email, roles in ROLES.items():
        people[email].groups.add(*(groups[role] for role in roles))
    if Article.objects.exists():
        return
    files = described()
    articles = Article.objects.bulk_create(
        [Article(slug=file.slug, created_at=at - file.age, changed_at=at - file.age) for file in files]
    )
    texts = _texts(files, articles, people, at)
    add_pictures([text for each in texts.values() for text in each], people[REVIEWER], at)
    for file, article in zip(files, articles, strict=True):
        _place(article, file, texts[file.slug], at)
    fields = ["state", "latest", "published", "published_at", "publish_at", "changed_at"]
    Article.objects.bulk_update(articles, fields)
    ArticleEvent.objects.bulk_create(
        [event for file, article in zip(files, articles, strict=True) for event in _events(article, file, people, at)]
    )


def _texts(
    files: Sequence[Described], articles: Sequence[Article], people: dict[str, User], at: datetime
) -> dict[str, list[Revision]]:
    """All texts by the address of their article; one that was written again has two."""
    for position, (name, slug) in enumerate(CATEGORIES):
        Category.objects.get_or_create(slug=slug, defaults={"name": name, "position": position})
    categories = {category.slug: category for category in Category.objects.all()}
    products = {product.name: product for product in Product.objects.all()}
    made = [
        Revision(
            article=article,
            number=number,
            title=file.title,
            summary=file.summary,
            kind=file.kind,
            visibility=file.visibility,
            category=categories[file.category],
            product=products.get(file.product),
            version_names=", ".join(file.versions),
            by=people[file.author],
            at=at - file.age + number * REVIEW,
            **text,
        )
        for file, article in zip(files, articles, strict=True)
        for number, text in enumerate(file.texts, start=1)
    ]
    Revision.objects.bulk_create(made)
    _name_versions(made)
    return {
        file.slug: [text for text in made if text.article == article]
        for file, article in zip(files, articles, strict=True)
    }


def _name_versions(texts: Sequence[Revision]) -> None:
    versions = {(version.product_id, version.number): version.pk for version in Version.objects.all()}
    through = Revision.versions.through
    through.objects.bulk_create(
        [
            through(revision_id=text.pk, version_id=versions[text.product_id, number])
            for text in texts
            for number in text.version_names.split(", ")
            if text.product_id and number
        ]
    )


def _place(article: Article, file: Described, texts: Sequence[Revision], at: datetime) -> None:
    """Put the article where its file says that it stands."""
    article.latest, article.state = texts[-1], file.state
    article.changed_at = texts[-1].at
    if file.state == State.SCHEDULED:
        article.publish_at = at + NEXT_WEEK
    if file.state == State.PUBLISHED:
        article.published, article.published_at = texts[-1], texts[-1].at + REVIEW


def _events(article: Article, file: Described, people: dict[str, User], at: datetime) -> list[ArticleEvent]:
    """How it came to where it stands."""
    author, reviewer = people[file.author], people[REVIEWER if file.author != REVIEWER else "admin@vendor.example"]
    steps: list[tuple[str, User, dict[str, Any]]] = [("written", author, {})]
    steps += [("revised", author, {})] * (len(file.texts) - 1)
    if file.state != State.DRAFT:
        steps.append(("submitted", author, {}))
    if file.state == State.PUBLISHED:
        steps += [("approved", reviewer, {}), ("published", reviewer, {})]
    if file.state == State.SCHEDULED:
        steps.append(("scheduled", reviewer, {"publish_at": (at + NEXT_WEEK).isoformat()}))
    return [
        ArticleEvent(article=article, code=code, actor=actor, at=at - file.age + place * REVIEW, data=data)
        for place, (code, actor, data) in enumerate(steps, start=1)
    ]
