"""Licenses and lines have a reference of their own, by which spreadsheets and other systems know them."""

from secrets import token_hex

from django.db import migrations, models

import entitlements.models.contracts

NAMED = (("License", "L"), ("Entitlement", "E"))


def name(apps, _schema_editor):
    """Give a reference to each row that has none."""
    for model, letter in NAMED:
        rows = list(apps.get_model("entitlements", model).objects.filter(reference=None))
        for row in rows:
            row.reference = f"{letter}-{token_hex(5).upper()}"
        apps.get_model("entitlements", model).objects.bulk_update(rows, ["reference"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0018_orders_paid_by_card")]

    operations = [
        migrations.AddField("License", "reference", models.CharField(max_length=40, null=True)),
        migrations.AddField("Entitlement", "reference", models.CharField(max_length=40, null=True)),
        migrations.RunPython(name, migrations.RunPython.noop),
        migrations.AlterField(
            "License",
            "reference",
            models.CharField(
                default=entitlements.models.contracts.license_reference,
                help_text="Names it in spreadsheets.",
                max_length=40,
                unique=True,
                verbose_name="reference",
            ),
        ),
        migrations.AlterField(
            "Entitlement",
            "reference",
            models.CharField(
                default=entitlements.models.contracts.line_reference,
                editable=False,
                max_length=40,
                unique=True,
                verbose_name="reference",
            ),
        ),
    ]
