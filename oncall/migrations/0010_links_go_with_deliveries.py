"""The link in the mail of a call belongs to the mail: a call may go out by several channels, each with its own."""

from django.db import migrations


def to_deliveries(apps, _editor):
    attempt, delivery = apps.get_model("oncall", "Attempt"), apps.get_model("oncall", "Delivery")
    for each in attempt.objects.exclude(recipient="").iterator():
        delivery.objects.create(
            attempt=each,
            agent_id=each.agent_id,
            channel="mail",
            address=each.recipient,
            made_at=each.called_at,
            due_at=each.called_at,
            result="sent" if each.sent_at else "waiting",
            ended_at=each.sent_at,
            token_hash=each.token_hash,
        )


def to_attempts(apps, _editor):
    delivery = apps.get_model("oncall", "Delivery")
    for each in delivery.objects.filter(channel="mail", attempt__isnull=False).select_related("attempt").iterator():
        each.attempt.token_hash = each.token_hash
        each.attempt.save(update_fields=["token_hash"])
    apps.get_model("oncall", "DeliveryTry").objects.all().delete()
    delivery.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("oncall", "0009_calls_are_delivered_by_channels")]

    operations = [migrations.RunPython(to_deliveries, to_attempts)]
