"""What the panel of a linked value or a formula takes, and how it says what is wrong with one."""

import pytest

from forms_engine.models import Section
from tests.builders.forms import make_form
from tests.forms_engine.builder.conftest import complaints_of, only, page_of, refusal_of


class TestLinks:
    def test_a_link_names_form_field_and_record(self, desk, form, wellness):
        desk.add(form, "linked_number", "Mood before", link_source="daily_wellness/mood", link_when="latest_before")

        assert only(form, "Mood before").details == {"form": "daily_wellness", "field": "mood", "when": "latest_before"}

    @pytest.mark.parametrize(
        ("source", "when", "code"),
        [
            ("", "", "no_link"),
            ("daily_wellness/mood", "", "no_link"),
            ("daily_wellness/gone", "same_day", "no_link"),
            ("daily_wellness/mood", "whenever", "bad_details"),
            ("daily_wellness/mood", "profile", "wrong_pick"),
            ("daily_wellness/mood", "night_before", "wrong_pick"),
            ("daily_wellness/note", "same_day", "wrong_kind"),
        ],
    )
    def test_a_link_that_leads_nowhere_is_refused(self, desk, form, wellness, source, when, code):
        answer = desk.add(form, "linked_number", "Linked", link_source=source, link_when=when)

        assert code in sum(complaints_of(answer).values(), [])

    def test_only_fields_that_fit_are_offered(self, desk, form, wellness):
        page = desk.open(form, new="linked_number")

        assert "daily_wellness/mood" in page
        assert "daily_wellness/note" not in page
        assert "load/minutes" not in page

    def test_secrets_are_never_linked(self, desk, form):
        make_form("Keys", key="keys", fields={"token": "secret"}, managed_by="ring", written_by="ring")

        answer = desk.add(form, "linked_text", "Token", link_source="keys/token", link_when="same_day")

        assert "keys/token" not in desk.open(form, new="linked_text")
        assert "wrong_kind" in sum(complaints_of(answer).values(), [])


class TestFormulas:
    def test_a_formula_is_stored_by_api_names_and_shown_by_labels(self, desk, form):
        desk.add(form, "calculation", "Load", formula="[Minutes] * [rpe]", unit="AU")

        field = only(form, "Load")
        assert field.formula == "[minutes] * [rpe]"
        desk.save(form.fields.get(key="minutes"), label="Time on the water")
        assert "[Time on the water] * [Rpe]" in desk.open(form, field=field.pk)

    @pytest.mark.parametrize(
        ("formula", "code"),
        [("", "no_formula"), ("[Minuten] * 2", "unknown_name"), ('"a"', "wrong_result"), ("(" * 200, "too_deep")],
    )
    def test_a_wrong_formula_is_refused(self, desk, form, formula, code):
        answer = desk.add(form, "calculation", "Load", formula=formula)

        found = sum(complaints_of(answer).values(), [])
        assert code in found or (code == "too_deep" and found)
        assert not form.fields.filter(label="Load").exists()

    def test_a_circle_is_refused_with_the_names_of_its_fields(self, desk, form):
        desk.add(form, "calculation", "One", formula="[Minutes] + 1")
        desk.add(form, "calculation", "Two", formula="[One] + 1")

        answer = desk.save(only(form, "One"), formula="[Two] + 1")

        assert "cycle" in sum(complaints_of(answer).values(), [])
        words = answer.content.decode()
        assert "“Load / One” → “Load / Two” → “Load / One”" in words
        assert only(form, "One").formula == "[minutes] + 1"

    def test_a_unit_that_no_longer_fits_a_formula_is_refused(self, desk, form):
        desk.save(form.fields.get(key="minutes"), unit="min")
        desk.add(form, "calculation", "Long", formula='[Minutes] + unit([Rpe], "min")', unit="min")

        answer = desk.save(form.fields.get(key="minutes"), unit="h")

        assert refusal_of(answer) == "formula_leans_on_it"

    def test_the_history_preset_begins_with_a_formula_over_a_number(self, desk, form):
        page = desk.open(form, new="calculation", preset="history")

        assert "history_mean([Minutes], 28 days, at least 3, without today)" in page

    def test_while_typing_the_wrong_place_is_marked_and_the_right_formula_says_what_it_gives(self, desk, form):
        def said(formula: str) -> str:
            data = {"_new": "calculation", "label": "Load", "unit": "AU", "formula": formula}
            return desk.client.post(f"{page_of(form)}formula/", data).content.decode()

        assert "<mark>[Minuts]</mark>" in said("[Rpe] *\n[Minuts]")
        assert "Did you mean" in said("[Minuts]")
        assert "This gives a number in AU." in said("[Minutes] * [Rpe]")
        assert "<mark> </mark>" in said("1 +")
        assert "Write a formula" in said("  ")
        assert "<script>" not in said("<script>")

    def test_functions_and_examples_are_at_hand(self, desk, form):
        page = desk.open(form, new="calculation")

        assert "history_fading_mean" in page
        assert "Acute to chronic load" in page
        assert 'data-insert="[Minutes]"' in page


def test_moving_a_field_into_a_table_is_told_before_it_breaks_a_formula(desk, form):
    table = Section.objects.create(form=form, title="Sets", key="sets", is_table=True)
    desk.add(form, "integer", "Reps", _in=table.pk)
    desk.add(form, "calculation", "All", formula="sum([Sets.Reps])")

    answer = desk.step(form, "move_field", _field=only(form, "Reps").pk, _in="")

    assert refusal_of(answer) == "formula_leans_on_it"
