"""Changes of the price list that matter to what was promised by it."""

from datetime import datetime

from django.db import transaction

from entitlements.models import Package
from outbox import services as outbox


@transaction.atomic
def package_changed(*, package: Package, at: datetime) -> None:
    """Say that `package` or its targets changed, in the caller's transaction.

    What was promised by it stays as it is; the topic "package.changed" is told, with the package's key.
    """
    outbox.publish("package.changed", str(package.pk), at=at)
