"""Addresses and domains are kept in lower case; bring what is stored in line before the database insists."""

from django.db import migrations
from django.db.models.functions import Lower


def lower(apps, _schema_editor):
    apps.get_model("accounts", "User").objects.update(email=Lower("email"))
    apps.get_model("accounts", "OrganizationDomain").objects.update(domain=Lower("domain"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(lower, migrations.RunPython.noop)]
