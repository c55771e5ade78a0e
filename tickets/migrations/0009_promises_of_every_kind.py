import django.db.models.deletion
from django.db import migrations, models


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_problems_reopen")]

    operations = [
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", key()),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                ("grants", models.JSONField()),
                ("calendars", models.JSONField()),
                ("targets", models.JSONField()),
            ],
            options={"verbose_name": "basis of promises", "verbose_name_plural": "bases of promises"},
        ),
        migrations.CreateModel(
            name="PinnedCalendar",
            fields=[
                ("id", key()),
                ("version", models.CharField(max_length=16, unique=True, verbose_name="version")),
                ("content", models.JSONField()),
            ],
            options={"verbose_name": "pinned calendar", "verbose_name_plural": "pinned calendars"},
        ),
        migrations.AddField(
            model_name="milestone",
            name="warn_at",
            field=models.DateTimeField(null=True, verbose_name="next warning"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="warns",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="percent that is warned of next"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="basis",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="milestones", to="tickets.basis"
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("warn_at__isnull", False)), fields=["warn_at"], name="tickets_milestones_warn"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("warn_at", None),
                    models.Q(("broken_at", None), ("met_at", None), ("paused_at", None), ("warns__isnull", False)),
                    _connector="OR",
                ),
                name="tickets_only_running_promises_warn",
            ),
        ),
        migrations.CreateModel(
            name="Warned",
            fields=[
                ("id", key()),
                ("percent", models.PositiveSmallIntegerField(verbose_name="percent")),
                ("at", models.DateTimeField()),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="warnings", to="tickets.milestone"
                    ),
                ),
            ],
            options={
                "verbose_name": "warning",
                "verbose_name_plural": "warnings",
                "constraints": [
                    models.UniqueConstraint(fields=["milestone", "percent"], name="tickets_one_warning_a_share"),
                    models.CheckConstraint(
                        condition=models.Q(("percent__range", (1, 99))), name="tickets_warning_before_the_end"
                    ),
                ],
            },
        ),
    ]
