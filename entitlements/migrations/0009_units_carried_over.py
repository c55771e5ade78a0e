"""The vendor's terms begin as the offering says; what an account held before is one purchase that never expires."""

from datetime import UTC, datetime

from django.db import migrations

BEFORE_THE_LEDGER = datetime(2000, 1, 1, tzinfo=UTC)


def carry_over(apps, _schema_editor):
    """Give the ledger what the balances say, so that its proof holds from the first day."""
    model = {
        name: apps.get_model("entitlements", name) for name in ("UnitTerms", "UnitAccount", "UnitLot", "LedgerEntry")
    }
    model["UnitTerms"].objects.get_or_create(pk=1)
    for account in model["UnitAccount"].objects.filter(balance__gt=0):
        lot = model["UnitLot"].objects.create(
            account=account, units=account.balance, left=account.balance, bought_at=BEFORE_THE_LEDGER
        )
        model["LedgerEntry"].objects.create(
            account=account,
            lot=lot,
            kind="purchased",
            source="vendor",
            target="available",
            units=account.balance,
            use_key=f"lot:{lot.pk}",
            at=BEFORE_THE_LEDGER,
        )


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0008_ledger")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
