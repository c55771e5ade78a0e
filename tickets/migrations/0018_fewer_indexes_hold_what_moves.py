import django.db.models.deletion
from django.db import migrations, models


def leave_room(apps, schema_editor):
    """Let PostgreSQL write that a promise moved beside the row, which no index has to hear of."""
    _run(schema_editor, "ALTER TABLE tickets_promisemove SET (fillfactor = 45)")


def leave_none(apps, schema_editor):
    _run(schema_editor, "ALTER TABLE tickets_promisemove RESET (fillfactor)")


def _run(schema_editor, statement):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0017_the_next_promises_of_an_organization"),
    ]

    operations = [
        migrations.RunPython(leave_room, leave_none),
        migrations.RemoveIndex(
            model_name="promisemove",
            name="tickets_moves_to_do",
        ),
        migrations.AlterField(
            model_name="milestone",
            name="basis",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="milestones",
                to="tickets.basis",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.version",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="reference",
            field=models.CharField(max_length=20, verbose_name="reference"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("reference",), name="tickets_one_of_a_reference"),
        ),
    ]
