"""The number under which a bucket holds the parts of an upload that is on its way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("uploads", "0001_uploads_and_scans")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="parts",
            field=models.CharField(blank=True, db_default="", max_length=1024),
        ),
    ]
