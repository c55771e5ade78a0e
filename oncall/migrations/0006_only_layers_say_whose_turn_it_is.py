import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oncall", "0005_the_old_rule_is_a_layer")]

    operations = [
        migrations.RemoveConstraint(model_name="rotationmember", name="oncall_one_member_a_place"),
        migrations.RemoveField(model_name="rotationmember", name="rotation"),
        migrations.AlterField(
            model_name="rotationmember",
            name="layer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="members", to="oncall.layer"
            ),
        ),
        migrations.AddConstraint(
            model_name="rotationmember",
            constraint=models.UniqueConstraint(
                fields=("layer", "position"),
                name="oncall_one_member_a_place",
                violation_error_message="Two members cannot have the same place.",
            ),
        ),
        migrations.RemoveConstraint(model_name="rotation", name="oncall_rotation_days"),
        migrations.RemoveConstraint(model_name="rotation", name="oncall_rotation_handover"),
        migrations.RemoveField(model_name="rotation", name="starts_on"),
        migrations.RemoveField(model_name="rotation", name="days"),
        migrations.RemoveField(model_name="rotation", name="handover_minute"),
    ]
