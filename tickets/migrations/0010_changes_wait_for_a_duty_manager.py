import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CAUSES = [("calendar", "calendar"), ("contract", "contract"), ("targets", "targets")]
DECISIONS = [
    ("applied", "applied: the promises move"),
    ("left", "left: the promises stay as they were made"),
]
DECIDED = models.Q(
    models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False), ("decision__in", ["applied", "left"])),
    _connector="OR",
)


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def basis():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.basis"
    )


def owner(model):
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0009_promises_of_every_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseReview",
            fields=[
                ("id", key()),
                ("cause", models.CharField(choices=CAUSES, max_length=10, verbose_name="cause")),
                ("subject", models.CharField(max_length=20)),
                ("facts", models.JSONField(default=dict)),
                ("noticed_at", models.DateTimeField(verbose_name="noticed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "decision",
                    models.CharField(blank=True, choices=DECISIONS, max_length=8, verbose_name="decision"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "review of promises",
                "verbose_name_plural": "reviews of promises",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)),
                        fields=["cause", "subject"],
                        name="tickets_one_waiting_review_a_cause",
                    ),
                    models.CheckConstraint(condition=DECIDED, name="tickets_review_decided_by_somebody"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseMove",
            fields=[
                ("id", key()),
                ("from_minutes", models.PositiveIntegerField()),
                ("to_minutes", models.PositiveIntegerField()),
                ("from_due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("to_due_at", models.DateTimeField(null=True, verbose_name="would be due")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="applied")),
                ("outdated_at", models.DateTimeField(null=True, verbose_name="outdated")),
                ("from_basis", basis()),
                ("to_basis", basis()),
                ("milestone", owner("tickets.milestone")),
                ("review", owner("tickets.promisereview")),
            ],
            options={
                "verbose_name": "move of a promise",
                "verbose_name_plural": "moves of promises",
                "indexes": [
                    models.Index(
                        condition=models.Q(("applied_at", None), ("outdated_at", None)),
                        fields=["review", "id"],
                        name="tickets_moves_to_do",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["review", "milestone"], name="tickets_one_move_a_promise"),
                    models.CheckConstraint(
                        condition=models.Q(("applied_at", None), ("outdated_at", None), _connector="OR"),
                        name="tickets_move_applied_or_outdated",
                    ),
                ],
            },
        ),
    ]
