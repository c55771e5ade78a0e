import django.db.models.deletion
from django.db import migrations, models

from common.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("accounts", "0011_named_contacts"),
        ("oncall", "0017_rows_that_break_their_sweep_rest"),
    ]

    operations = [
        AddIndexOnline(
            model_name="attempt",
            index=models.Index(fields=["agent", "run"], name="oncall_calls_of_an_agent"),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="agent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.agent",
            ),
        ),
    ]
