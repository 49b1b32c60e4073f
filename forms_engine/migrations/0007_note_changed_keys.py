from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forms_engine", "0006_change_notes")]

    operations = [
        migrations.AddField(
            model_name="changenote",
            name="keys",
            field=models.JSONField(null=True),
        ),
    ]
