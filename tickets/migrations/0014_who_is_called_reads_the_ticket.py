import django.db.models.deletion
from django.db import migrations, models


def name_the_tickets(apps, schema_editor):
    """Pages that were made before are named in the history of their tickets."""
    events = apps.get_model("tickets", "TicketEvent").objects.filter(code="paged")
    pages = set(apps.get_model("oncall", "Page").objects.values_list("pk", flat=True))
    named = {data["page"]: ticket for ticket, data in events.values_list("ticket", "data")}
    made = apps.get_model("tickets", "TicketPage")
    made.objects.bulk_create(made(page_id=page, ticket_id=ticket) for page, ticket in named.items() if page in pages)


class Migration(migrations.Migration):
    dependencies = [
        ("oncall", "0016_overrides_stand_once"),
        ("tickets", "0013_types_of_windows"),
    ]

    operations = [
        migrations.CreateModel(
            name="TicketPage",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="oncall.page"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "verbose_name": "page about a ticket",
                "verbose_name_plural": "pages about tickets",
            },
        ),
        migrations.RunPython(name_the_tickets, migrations.RunPython.noop),
    ]
