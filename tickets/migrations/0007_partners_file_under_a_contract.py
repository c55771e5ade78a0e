from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_address_of_an_attachment")]

    operations = [
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("partner", None), ("contract__isnull", False), _connector="OR"),
                name="tickets_partner_files_under_a_contract",
            ),
        ),
    ]
