from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0005_shipped_dashboards")]

    operations = [
        migrations.RemoveConstraint(model_name="dailyvalue", name="daily_value_once"),
        migrations.AddConstraint(
            model_name="dailyvalue",
            constraint=models.UniqueConstraint(
                fields=["person", "field", "day"], include=["value"], name="daily_value_once"
            ),
        ),
        migrations.RemoveIndex(model_name="dailyvalue", name="daily_value_days"),
        migrations.AddIndex(
            model_name="dailyvalue",
            index=models.Index(
                fields=["field", "day", "person"],
                include=["value", "mean", "spread", "count"],
                name="daily_value_days",
            ),
        ),
    ]
