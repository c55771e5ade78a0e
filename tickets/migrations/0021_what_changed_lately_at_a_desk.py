from django.db import migrations, models

from common.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0020_open_tickets_of_an_organization"),
    ]

    operations = [
        AddIndexOnline(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("is_set_aside", False), models.Q(("status__in", ("resolved", "closed")), _negated=True)
                ),
                fields=["desk", "changed_at"],
                name="tickets_changed_lately",
            ),
        ),
    ]
