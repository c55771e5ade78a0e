"""The database refuses an address or a domain that is not in lower case."""

import django.core.validators
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_lower_case_addresses")]

    operations = [
        migrations.AlterField(
            model_name="organizationdomain",
            name="domain",
            field=models.CharField(
                help_text="What stands behind the @ of its people's addresses: example.com.",
                max_length=120,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        r"^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$", "A domain reads example.com."
                    )
                ],
                verbose_name="domain",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizationdomain",
            constraint=models.CheckConstraint(
                condition=Q(domain=Lower("domain")), name="accounts_domain_in_lower_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_user_email_in_lower_case",
                violation_error_message="An e-mail address is kept in lower case.",
            ),
        ),
    ]
