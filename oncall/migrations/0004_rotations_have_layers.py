import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("oncall", "0003_rotations_are_checked_in_forms"),
    ]

    operations = [
        migrations.AlterField(
            model_name="rotation",
            name="desk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rotations", to="catalog.desk"
            ),
        ),
        migrations.AddField(
            model_name="rotation",
            name="tier",
            field=models.CharField(
                choices=[("primary", "primary"), ("secondary", "secondary")],
                default="primary",
                max_length=10,
                verbose_name="tier",
            ),
        ),
        migrations.AddConstraint(
            model_name="rotation",
            constraint=models.UniqueConstraint(fields=("desk", "tier"), name="oncall_one_rotation_a_tier"),
        ),
        migrations.AddConstraint(
            model_name="rotation",
            constraint=models.CheckConstraint(
                condition=models.Q(("tier__in", ["primary", "secondary"])), name="oncall_known_tier"
            ),
        ),
        migrations.CreateModel(
            name="Layer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="The higher layer wins.", verbose_name="height"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=60, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first hand-over")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MinValueValidator(1)], verbose_name="days each"
                    ),
                ),
                (
                    "handover_minute",
                    models.PositiveSmallIntegerField(
                        default=540,
                        validators=[django.core.validators.MaxValueValidator(1439)],
                        verbose_name="hand-over, minute of the local day",
                    ),
                ),
                (
                    "weekdays",
                    models.CharField(
                        default="0123456",
                        max_length=7,
                        validators=[django.core.validators.RegexValidator("^0?1?2?3?4?5?6?$")],
                        verbose_name="weekdays",
                    ),
                ),
                (
                    "from_minute",
                    models.PositiveSmallIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1439)],
                        verbose_name="from, minute of the local day",
                    ),
                ),
                (
                    "to_minute",
                    models.PositiveSmallIntegerField(
                        default=1440,
                        validators=[django.core.validators.MaxValueValidator(1440)],
                        verbose_name="to, minute of the local day",
                        help_text="At or before its start it runs into the next day.",
                    ),
                ),
                (
                    "rotation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="layers", to="oncall.rotation"
                    ),
                ),
            ],
            options={"verbose_name": "layer", "verbose_name_plural": "layers"},
        ),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.UniqueConstraint(
                fields=("rotation", "position"),
                name="oncall_one_layer_a_height",
                violation_error_message="Two layers cannot have the same height.",
            ),
        ),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.CheckConstraint(condition=models.Q(("days__gte", 1)), name="oncall_layer_days"),
        ),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.CheckConstraint(
                condition=models.Q(("handover_minute__lt", 1440)), name="oncall_layer_handover"
            ),
        ),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_minute__lt", 1440), ("to_minute__lte", 1440)), name="oncall_layer_hours"
            ),
        ),
        migrations.AddConstraint(
            model_name="layer",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekdays", ""), _negated=True), name="oncall_layer_on_some_day"
            ),
        ),
        migrations.AddField(
            model_name="rotationmember",
            name="layer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="members", to="oncall.layer"
            ),
        ),
        migrations.AlterField(
            model_name="rotationmember",
            name="rotation",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="members", to="oncall.rotation"
            ),
        ),
        migrations.AlterField(
            model_name="rotation",
            name="starts_on",
            field=models.DateField(null=True, verbose_name="first hand-over"),
        ),
    ]
