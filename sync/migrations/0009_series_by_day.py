"""Thirty days of one person's series are read without touching the years before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0008_repairs")]

    operations = [
        migrations.AddIndex(
            model_name="seriesday",
            index=models.Index(fields=["person", "day"], name="series_day_span"),
        ),
    ]
