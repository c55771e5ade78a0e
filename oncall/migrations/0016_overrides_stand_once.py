"""An agent is put on call once for one time: of overrides that say the same the newest one stands."""

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef


def end_older(apps, _schema_editor):
    """End what a newer override of the same agent and time says again."""
    standing = apps.get_model("oncall", "Override").objects.filter(ended_at=None)
    names = ("rotation", "agent", "starts_at", "ends_at")
    newer = standing.filter(pk__gt=OuterRef("pk"), **{name: OuterRef(name) for name in names})
    standing.filter(Exists(newer)).update(ended_at=F("made_at"), ended_by=F("made_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_an_absence_begins_once"),
        ("oncall", "0015_pages_are_capped_by_contract"),
    ]

    operations = [
        migrations.RunPython(end_older, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="override",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("rotation", "agent", "starts_at", "ends_at"),
                name="oncall_override_stands_once",
            ),
        ),
    ]
