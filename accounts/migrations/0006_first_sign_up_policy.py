"""A new installation lets in people of the domains that its organizations name."""

from django.db import migrations


def begin(apps, _schema_editor):
    apps.get_model("accounts", "SignUpPolicy").objects.get_or_create(pk=1, defaults={"mode": "domain"})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_organizationevent")]

    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
