"""Published holidays wait as proposals until somebody decides them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="HolidayProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("added", models.JSONField(default=dict)),
                ("renamed", models.JSONField(default=dict)),
                ("only_here", models.JSONField(default=dict)),
                ("removed", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("decided_by", models.BigIntegerField(null=True)),
                ("is_applied", models.BooleanField(default=False, verbose_name="applied")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holiday_proposals",
                        to="catalog.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "holiday proposal",
                "verbose_name_plural": "holiday proposals",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=("region", "year"),
                        name="catalog_proposal_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("is_applied", False)),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="catalog_proposal_decided_by_somebody",
                    ),
                ],
            },
        ),
    ]
