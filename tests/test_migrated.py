"""What a kept database follows from: were a migration or a model left out, an old one would be taken for it."""

import inspect
from pathlib import Path

from django.apps import apps

from tests import migrated, shelf


def test_a_kept_database_follows_from_every_migration_and_every_model() -> None:
    models = [model for model in apps.get_models() if not model.__name__.startswith("Historical")]  # made by a library
    written = {Path(inspect.getfile(model)) for model in models} | set(shelf.ROOT.glob("*/migrations/*.py"))
    ours = {file for file in written if "site-packages" not in file.parts and file.is_relative_to(shelf.ROOT)}

    assert len(ours) > 100
    assert ours - set(migrated.sources()) == set()
