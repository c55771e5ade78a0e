"""What is resolved already closes by itself too, as long after its end as everything resolved from now on."""

from datetime import timedelta

from django.db import migrations
from django.db.models import F

GRACE = timedelta(days=14)


def set_closing(apps, schema_editor):
    resolved = apps.get_model("tickets", "Ticket").objects.filter(status="resolved", closes_at=None)
    resolved.exclude(resolved_at=None).update(closes_at=F("resolved_at") + GRACE)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_the_whole_life_of_a_ticket")]

    operations = [migrations.RunPython(set_closing, migrations.RunPython.noop)]
