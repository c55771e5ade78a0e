import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_named_contacts"),
        ("catalog", "0003_how_desks_give_tickets"),
        ("entitlements", "0022_what_was_sold_stays"),
        ("tickets", "0018_fewer_indexes_hold_what_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="reply",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="reply",
            index=models.Index(fields=["author", "at"], name="replies_of_author"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["requester", "filed_at"], name="tickets_filed_lately"),
        ),
    ]
