"""The vendor's roles as groups, with what each may do in the administration.

Agents and leads are rows of their own. The portal grants because a role reaches across apps. Permissions are made
here if Django, which makes them after all migrations, has not made them yet.
"""

from django.db import migrations

VIEW, ENTER, ALL = ("view",), ("view", "add", "change"), ("view", "add", "change", "delete")

ROLES = {
    "duty manager": {"accounts": VIEW, "catalog": VIEW, "entitlements": VIEW, "oncall": ENTER, "outbox": ENTER},
    "contract administrator": {"accounts": ENTER, "catalog": VIEW, "entitlements": ALL},
    "editor": {"catalog": VIEW},
    "reviewer": {"catalog": VIEW},
    "moderator": {"accounts": VIEW},
    "administrator": {"accounts": ALL, "catalog": ALL, "entitlements": ALL, "oncall": ALL, "outbox": ALL, "auth": VIEW},
}


def grant(apps, _schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, grants in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        for label, actions in grants.items():
            for model in apps.get_app_config(label).get_models():
                group.permissions.add(*(_permission(apps, model._meta, action) for action in actions))


def _permission(apps, meta, action):
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=meta.app_label, model=meta.model_name
    )
    permission, _made = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=kind,
        codename=f"{action}_{meta.model_name}",
        defaults={"name": f"Can {action} {meta.verbose_name_raw}"},
    )
    return permission


def revoke(apps, _schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_first_sign_up_policy"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("catalog", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("entitlements", "0005_sale_events"),
        ("oncall", "0001_initial"),
        ("outbox", "0001_initial"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
