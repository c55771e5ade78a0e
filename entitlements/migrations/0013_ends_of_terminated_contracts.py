"""A contract that was terminated gave nothing from the day on which it was: that day becomes its end and its lines'."""

from django.db import migrations


def end(apps, _schema_editor):
    """Take the day from the history; without one the contract never gave anything."""
    events = apps.get_model("entitlements", "SaleEvent").objects.filter(data__status="terminated")
    covered = apps.get_model("entitlements", "CoveredLicense").objects
    for contract in apps.get_model("entitlements", "Contract").objects.filter(status="terminated"):
        event = events.filter(contract=contract).order_by("pk").first()
        day = event.at.date() if event else contract.starts_on
        contract.terminated_on = min(max(day, contract.starts_on), contract.ends_on)
        contract.save(update_fields=["terminated_on"])
        for line in contract.entitlements.filter(terminated_on=None, ends_on__gt=contract.terminated_on):
            line.terminated_on = max(line.starts_on, contract.terminated_on)
            line.save(update_fields=["terminated_on"])
            covered.filter(entitlement=line).update(ends_on=line.terminated_on)


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0012_contract_life")]

    operations = [migrations.RunPython(end, migrations.RunPython.noop)]
