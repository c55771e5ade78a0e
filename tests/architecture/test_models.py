"""Where a row may point: to its own storey or further down."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db.models.fields.related import RelatedField

from tests.architecture.house import STOREYS

# simple-history notes who made a change; the note points to a person whatever the storey of the thing.
NOTES_OF_HISTORY = {"history_user"}


def upward(links: Iterable[tuple[str, str, str]]) -> list[str]:
    """Links (app, field, app pointed to) that point up the storeys."""
    return [
        f"{field} points up from {app} to {target}"
        for app, field, target in links
        if app in STOREYS and target in STOREYS and STOREYS.index(target) < STOREYS.index(app)
    ]


def links_of_the_house() -> Iterator[tuple[str, str, str]]:
    """Every foreign key, one-to-one and many-to-many of our models."""
    for model in apps.get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 - Django's documented way to a model's fields
            if isinstance(field, RelatedField) and field.name not in NOTES_OF_HISTORY:
                target = field.related_model._meta.app_label  # noqa: SLF001
                yield model._meta.app_label, f"{model.__name__}.{field.name}", target  # noqa: SLF001


def test_no_row_points_up_the_storeys() -> None:
    assert upward(links_of_the_house()) == []


def test_the_links_of_the_house_are_seen() -> None:
    assert ("tickets", "Ticket.contract", "entitlements") in set(links_of_the_house())


def test_a_link_that_points_up_is_found() -> None:
    assert upward([("catalog", "Region.lead", "accounts"), ("accounts", "Agent.desk", "catalog")]) == [
        "Region.lead points up from catalog to accounts"
    ]
