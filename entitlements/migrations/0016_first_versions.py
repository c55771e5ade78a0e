"""What stands when versions begin is the first version, recorded when the contract was last changed."""

from datetime import UTC, datetime, time

from django.db import migrations


def keep(apps, _schema_editor):
    """Write the first version of each contract that has none."""
    versions = apps.get_model("entitlements", "ContractVersion").objects
    for contract in apps.get_model("entitlements", "Contract").objects.filter(versions=None).select_related("sold_in"):
        event = contract.events.order_by("pk").last()
        recorded_at = event.at if event else datetime.combine(contract.starts_on, time.min, UTC)
        versions.create(contract=contract, recorded_at=recorded_at, terms=terms(contract))


def terms(contract):
    """The JSON that the portfolio reads."""
    return {
        "number": contract.number,
        "status": contract.status,
        "sold_in": contract.sold_in.code,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": (contract.terminated_on or contract.ends_on).isoformat(),
        "currency": contract.currency,
        "regions": sorted(contract.additional_regions.values_list("code", flat=True)),
        "licenses": [list(pair) for pair in contract.licenses.order_by("pk").values_list("pk", "product_id")],
        "lines": [line(row) for row in contract.entitlements.select_related("package").order_by("pk")],
    }


def line(row):
    """A line of it."""
    return {
        "key": row.pk,
        "package": row.package.code,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": (row.terminated_on or row.ends_on).isoformat(),
        "licenses": sorted(row.covered_licenses.values_list("license_id", flat=True)),
        "price_minor": row.price_minor,
        "discount_percent": row.discount_percent,
    }


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0015_versions_are_only_added_to")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
