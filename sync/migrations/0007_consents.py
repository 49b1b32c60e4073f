from django.db import migrations, models
from django.utils import timezone


def remember_what_was_agreed(apps, schema_editor):
    """Whoever is connected agreed to every data type in use then: remember it, so that later ones are asked for."""
    Connection = apps.get_model("sync", "Connection")
    Binding = apps.get_model("sync", "Binding")
    FeedConsent = apps.get_model("sync", "FeedConsent")
    used = {}
    for provider, feed in Binding.objects.filter(is_active=True).order_by("feed").values_list("provider", "feed"):
        used.setdefault(provider, []).append(feed)
    for connection in Connection.objects.all():
        feeds = used.get(connection.provider, [])
        connection.shared_feeds = feeds
        connection.save(update_fields=["shared_feeds"])
        FeedConsent.objects.bulk_create(
            [
                FeedConsent(
                    person_id=connection.person_id,
                    provider=connection.provider,
                    feed=feed,
                    is_given=True,
                    at=connection.authorised_at,
                    asked_at=connection.authorised_at,
                )
                for feed in feeds
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("sync", "0006_all_of_a_provider")]

    operations = [
        migrations.AddField("authorisationstate", "offered_feeds", models.JSONField(default=list)),
        migrations.AddField("authorisationstate", "shared_feeds", models.JSONField(default=list)),
        migrations.AddField(
            "connection",
            "shared_feeds",
            models.JSONField(blank=True, null=True, verbose_name="data types shared"),
        ),
        migrations.AlterField("feedconsent", "at", models.DateTimeField(blank=True, null=True, verbose_name="at")),
        migrations.AlterField("feedconsent", "is_given", models.BooleanField(default=False, verbose_name="agreed")),
        migrations.AlterField(
            "feedconsent",
            "asked_at",
            models.DateTimeField(default=timezone.now, verbose_name="asked at"),
            preserve_default=False,
        ),
        migrations.RunPython(remember_what_was_agreed, migrations.RunPython.noop),
    ]
