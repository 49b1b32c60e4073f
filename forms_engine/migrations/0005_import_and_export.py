"""Two more rights a role has with a form. Consultant and Staff begin with them where they write or read already."""

from django.db import migrations, models

FILE_ROLES = ["Consultant", "Staff"]


def give_starters(apps, schema_editor):
    lines = apps.get_model("forms_engine", "FormPermission").objects.filter(role__name__in=FILE_ROLES)
    lines.filter(can_write=True).update(can_import=True)
    lines.filter(can_read=True).update(can_export=True)


class Migration(migrations.Migration):
    dependencies = [("forms_engine", "0004_forms_people_fill")]

    operations = [
        migrations.AddField(
            model_name="formpermission",
            name="can_import",
            field=models.BooleanField(
                default=False,
                help_text="May bring in many records from a file; needs write besides.",
                verbose_name="import",
            ),
        ),
        migrations.AddField(
            model_name="formpermission",
            name="can_export",
            field=models.BooleanField(
                default=False,
                help_text="May take records out as a file; needs read besides.",
                verbose_name="export",
            ),
        ),
        migrations.RunPython(give_starters, migrations.RunPython.noop),
    ]
