"""Administrators write announcements in the administration too.

Permissions are made here if Django, which makes them after all migrations, has not made them yet.
"""

from django.db import migrations

ACTIONS = ("view", "add", "change")


def grant(apps, _schema_editor):
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="notifications", model="announcement"
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name="administrator")
    group.permissions.add(*(_permission(apps, kind, action) for action in ACTIONS))


def _permission(apps, kind, action):
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename=f"{action}_announcement",
        defaults={"name": f"Can {action} announcement"},
    )
    return permission


def revoke(apps, _schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="notifications", codename__endswith="_announcement").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_roles_and_holiday_proposals"),
        ("notifications", "0001_what_people_are_told"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
