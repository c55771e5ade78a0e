"""No two absences of an agent begin at one instant: the longer one says all that the other says."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def drop_shorter(apps, _schema_editor):
    """Leave the longest absence of each instant, and of equal ones the first."""
    absences = apps.get_model("accounts", "Absence").objects
    same = absences.filter(agent=OuterRef("agent"), starts_at=OuterRef("starts_at"))
    for each in list(absences.filter(Exists(same.exclude(pk=OuterRef("pk")))).order_by("pk")):
        others = absences.filter(agent=each.agent_id, starts_at=each.starts_at).exclude(pk=each.pk)
        lasts = Q(ends_at=None) if each.ends_at is None else Q(ends_at=None) | Q(ends_at__gte=each.ends_at)
        if others.filter(lasts).exists():
            each.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_invitations_pins_and_absences"),
    ]

    operations = [
        migrations.RunPython(drop_shorter, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(
                fields=("agent", "starts_at"),
                name="accounts_one_absence_from_an_instant",
                violation_error_message="The agent is away from then on already.",
            ),
        ),
    ]
