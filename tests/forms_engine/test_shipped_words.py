"""A connector's own words are read in the reader's language, people's words as they wrote them."""

import pytest
from django.utils import translation

from forms_engine.models import FieldDefinition, FormDefinition
from tests.builders.forms import make_form


@pytest.mark.django_db
def test_labels_that_shipped_are_translated_until_somebody_changes_them():
    form = make_form(
        "Oura Activity Summary", key="activity", fields={"steps": "integer"}, managed_by="oura", written_by="oura"
    )
    field = form.fields.get()
    field.label, field.help = "Steps", "Our own help."

    with translation.override("de"):
        assert (form.shown_name, field.shown_label, field.shown_help) == (
            "Oura: Aktivität",
            "Schritte",
            "Our own help.",
        )
    with translation.override("en-gb"):
        assert (form.shown_name, field.shown_label) == ("Oura Activity Summary", "Steps")


def test_what_people_wrote_stays_as_they_wrote_it():
    with translation.override("de"):
        assert FormDefinition(name="Sleep").shown_name == "Sleep"
        assert FieldDefinition(label="Sleep", help="Sleep").shown_label == "Sleep"
