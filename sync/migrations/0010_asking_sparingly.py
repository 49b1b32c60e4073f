import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0009_series_by_day")]

    operations = [
        migrations.DeleteModel("RequestSlot"),
        migrations.CreateModel(
            "RequestBudget",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="budget",
                        serialize=False,
                        to="sync.providerapplication",
                    ),
                ),
                ("version", models.PositiveBigIntegerField(default=0)),
                ("slots", models.JSONField(default=dict)),
            ],
            options={"verbose_name": "request budget"},
        ),
        migrations.AddField(
            "providerapplication", "live_types", models.JSONField(blank=True, default=list, editable=False)
        ),
        migrations.AddField(
            "connection", "sweeps_next_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddField(
            "connection", "upload_seen_at", models.DateTimeField(blank=True, editable=False, null=True)
        ),
        migrations.AddIndex(
            "connection", models.Index(fields=["provider", "sweeps_next_at"], name="connection_sweeps_next")
        ),
    ]
