from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_partners_file_under_a_contract")]

    operations = [
        migrations.AlterField(
            model_name="problemnews",
            name="kind",
            field=models.CharField(
                choices=[("told", "told all"), ("solved", "solved"), ("reopened", "reopened")],
                max_length=10,
                verbose_name="kind",
            ),
        ),
    ]
