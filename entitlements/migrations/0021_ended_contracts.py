from datetime import UTC, datetime

from django.db import migrations, models


def note_what_is_over(apps, schema_editor):
    """What was terminated before this is over where its day came; the sweep notes the rest when it comes."""
    at = datetime.now(UTC)
    contracts = apps.get_model("entitlements", "Contract").objects.filter(status="terminated")
    contracts.filter(terminated_on__lte=at.date()).update(over_at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_named_contacts"),
        ("catalog", "0003_how_desks_give_tickets"),
        ("entitlements", "0020_named_contacts"),
    ]

    operations = [
        migrations.AddField(
            model_name="contract",
            name="over_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(note_what_is_over, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(("over_at", None), ("status", "terminated"), _connector="OR"),
                name="entitlements_contract_over_is_terminated",
            ),
        ),
    ]
