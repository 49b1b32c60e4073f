
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dashboards', '0001_daily_projection'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hidden', models.JSONField(default=list)),
                ('is_dense', models.BooleanField(default=False)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='dailyvalue',
            name='daily_value_board',
        ),
        migrations.AddIndex(
            model_name='dailyvalue',
            index=models.Index(fields=['field', 'day', 'person'], include=('value',), name='daily_value_days'),
        ),
        migrations.AddField(
            model_name='boardchoice',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
