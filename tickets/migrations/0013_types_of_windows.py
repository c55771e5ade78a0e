"""What windows are offered for out of the box: the work that the offering names."""

from django.db import migrations

CHECKLIST = "\n".join(
    (
        "Backup taken and its restore tried",
        "Users told of the maintenance",
        "Access for the engineer tried",
        "Work done and tried by the customer",
        "Rollback decided against, or done",
    )
)
TYPES = {
    "Upgrade": "A production server goes to a newer version.",
    "Installation": "A production server is set up.",
    "Deployment": "A change of yours goes to production.",
}


def add(apps, schema_editor):
    """Add the types that are not there yet."""
    model = apps.get_model("tickets", "WindowType")
    for position, (name, description) in enumerate(TYPES.items(), start=1):
        defaults = {"description": description, "checklist": CHECKLIST, "position": position * 10}
        model.objects.get_or_create(name=name, defaults=defaults)


def remove(apps, schema_editor):
    """Remove those that nobody booked."""
    apps.get_model("tickets", "WindowType").objects.filter(name__in=TYPES, windows=None).delete()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_maintenance_windows_are_booked")]

    operations = [migrations.RunPython(add, remove)]
