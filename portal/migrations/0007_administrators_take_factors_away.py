"""Administrators see and take away second factors: whoever has lost all of them asks one.

Permissions are made here if Django, which makes them after all migrations, has not made them yet.
"""

from django.db import migrations

ROLES = ("administrator",)
GRANTS = {"authenticator": ("view", "delete")}


def grant(apps, _schema_editor):
    for name in ROLES:
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for model, actions in GRANTS.items():
            group.permissions.add(*(_permission(apps, model, action) for action in actions))


def _permission(apps, model, action):
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="mfa", model=model)
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {apps.get_model('mfa', model)._meta.verbose_name_raw}"},
    )
    return permission


def revoke(apps, _schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    for model in GRANTS:
        permissions.filter(content_type__app_label="mfa", codename__endswith=f"_{model}").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0006_roles_of_payments"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
