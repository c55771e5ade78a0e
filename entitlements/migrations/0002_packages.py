"""The price list that a vendor starts with: seven packages and their targets, edited in the admin from then on."""

from django.db import migrations

GOLD = "gold"
PACKAGES = {
    GOLD: {
        "name": "Gold Support",
        "summary": "Software assurance and support in business hours, in the region where the software was bought.",
        "sold_as": "term",
        "window": "business_hours",
    },
    "business-day-after-hours": {
        "name": "Business Day After-Hours",
        "summary": "Support around the clock from Monday's opening to Friday's closing.",
        "sold_as": "term",
        "window": "business_week",
    },
    "everyday-after-hours": {
        "name": "Everyday After-Hours",
        "summary": "Support at any hour, on weekends and public holidays too.",
        "sold_as": "term",
        "window": "always",
    },
    "multi-regional": {
        "name": "Multi-Regional",
        "summary": "Each team is supported by the desk of its own region, in that region's business hours.",
        "sold_as": "term",
        "window": "business_hours",
        "where": "contact",
    },
    "extended-term": {
        "name": "Extended-Term",
        "summary": "Support at Gold level for versions that reached sunset or end of life.",
        "sold_as": "term",
        "window": "business_hours",
        "lifecycles": ["sunset", "eol"],
    },
    "scheduled-after-hours": {
        "name": "Scheduled After-Hours",
        "summary": "Support during a maintenance window booked ahead, paid in time units.",
        "sold_as": "units",
        "window": "booked",
    },
    "emergency-after-hours": {
        "name": "Emergency After-Hours",
        "summary": "Support in an emergency that nothing else covers, paid in time units.",
        "sold_as": "units",
        "window": "uncovered",
        "eligible_severities": [1],
    },
}
MINUTES = {
    "first_response": {1: 60, 2: 240, 3: 480, 4: 960},
    "next_update": {1: 240, 2: 480, 3: 1440},
}


def add(apps, schema_editor):
    """Add the packages that are not there yet; those that are keep what the vendor made of them."""
    package_model = apps.get_model("entitlements", "Package")
    gold = None
    for position, (code, fields) in enumerate(PACKAGES.items(), start=1):
        defaults = {**fields, "position": position * 10}
        package, is_new = package_model.objects.get_or_create(code=code, defaults=defaults)
        gold = gold or package
        if is_new:
            add_targets(apps, package)
            package.needs.set([] if code == GOLD else [gold])


def add_targets(apps, package):
    """Add the default targets of `package`."""
    target_model = apps.get_model("entitlements", "Target")
    target_model.objects.bulk_create(
        target_model(package=package, milestone=milestone, severity=severity, minutes=minutes)
        for milestone, of_severity in MINUTES.items()
        for severity, minutes in of_severity.items()
    )


def remove(apps, schema_editor):
    """Remove the packages that nobody bought."""
    sold = apps.get_model("entitlements", "Entitlement").objects.values("package")
    apps.get_model("entitlements", "Package").objects.filter(code__in=PACKAGES).exclude(pk__in=sold).delete()


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]
