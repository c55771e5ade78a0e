from django.db import migrations, models

from common.migrating import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0019_what_an_author_wrote_lately"),
    ]

    operations = [
        AddIndexOnline(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("is_set_aside", False), models.Q(("status__in", ("resolved", "closed")), _negated=True)
                ),
                fields=["organization", "next_promise_at", "id"],
                name="tickets_open_by_organization",
            ),
        ),
        AddIndexOnline(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(
                    ("is_set_aside", False), models.Q(("status__in", ("resolved", "closed")), _negated=True)
                ),
                fields=["organization", "desk"],
                name="tickets_by_organization_a_desk",
            ),
        ),
        migrations.RemoveIndex(
            model_name="ticket",
            name="tickets_by_organization",
        ),
    ]
