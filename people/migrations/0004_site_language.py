import people.choices
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_unique_usernames'),
    ]

    operations = [
        migrations.AlterField(
            model_name='person',
            name='language',
            field=models.CharField(default=people.choices.site_language, max_length=10, verbose_name='language'),
        ),
    ]
