from django.db import migrations, models

from common.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("oncall", "0018_calls_of_an_agent")]

    operations = [
        AddIndexOnline(
            model_name="page",
            index=models.Index(fields=["-paged_at", "-id"], name="oncall_newest_pages"),
        ),
        AddIndexOnline(
            model_name="page",
            index=models.Index(fields=["kind", "paged_at"], name="oncall_pages_of_a_kind"),
        ),
        AddIndexOnline(
            model_name="page",
            index=models.Index(fields=["desk", "acknowledged_at"], name="oncall_taken_pages_of_a_desk"),
        ),
    ]
