from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_conversations_and_exchanges'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(fields=['channel', 'speaker', 'received_at'], name='inbound_by_speaker'),
        ),
        migrations.AddIndex(
            model_name='inboundevent',
            index=models.Index(condition=models.Q(('outcome', 'told')), fields=['channel', 'received_at'], name='inbound_strangers_told'),
        ),
    ]
