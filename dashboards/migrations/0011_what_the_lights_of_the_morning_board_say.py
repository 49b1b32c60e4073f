"""The text of the Morning board that ships said of every light what is true of some; where it stands as it shipped."""

from django.db import migrations

OLD = 'Every light compares an athlete with their own last 28 days, never with others. Blue is within own normal, amber asks for a look, vermillion for action.\n\nThe board itself has every reason, filter and row by row news.'
NEW = "Every light compares an athlete with their own days, never with others: the ring's values with the last 28, HRV with the band of 60 nights; where your club set a standard, as for wellness, that speaks. Amber asks for a look, vermillion for action; what a standard calls usual is blue, everything else within own normal has no colour.\n\nThe board itself also has availability, all reasons and filters, and follows the news row by row."


def say(apps, before, after):
    Tile = apps.get_model("dashboards", "Tile")
    for tile in Tile.objects.filter(kind="text", options__body=before):
        tile.options = {**tile.options, "body": after}
        tile.save(update_fields=["options"])


def renew(apps, schema_editor):
    say(apps, OLD, NEW)


def restore(apps, schema_editor):
    say(apps, NEW, OLD)


class Migration(migrations.Migration):

    dependencies = [
        ('dashboards', '0010_unsettled'),
    ]

    operations = [
        migrations.RunPython(renew, restore),
    ]
