"""The roles that read the catalogue read what is proposed to it; administrators decide it.

Permissions are made here if Django, which makes them after all migrations, has not made them yet.
"""

from django.db import migrations

ROLES = {
    "duty manager": ("view",),
    "contract administrator": ("view",),
    "editor": ("view",),
    "reviewer": ("view",),
    "administrator": ("view", "change"),
}


def grant(apps, _schema_editor):
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="catalog", model="holidayproposal"
    )
    for name, actions in ROLES.items():
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, kind, action) for action in actions))


def _permission(apps, kind, action):
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename=f"{action}_holidayproposal",
        defaults={"name": f"Can {action} holiday proposal"},
    )
    return permission


def revoke(apps, _schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    permissions.filter(content_type__app_label="catalog", codename__endswith="_holidayproposal").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_vendor_roles"),
        ("catalog", "0002_holiday_proposals"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
