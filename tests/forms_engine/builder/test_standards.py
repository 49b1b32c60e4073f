"""Standards in the builder: boxes become rules in order, each refusal says what to do, words are read back."""

import pytest
from django.urls import reverse
from django.utils import timezone

from forms_engine.admin.confirming import CONFIRM
from forms_engine.builder.changing import version_of
from forms_engine.definition_difference import tell_difference
from forms_engine.definition_import import apply_document, plan_import
from forms_engine.definition_json import export_definition
from forms_engine.models import FieldDefinition, FormDefinition, Standard
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_athlete
from tests.forms_engine.builder.conftest import page_of, refusal_of


@pytest.fixture
def form(db) -> FormDefinition:
    return make_form("Morning", key="morning")


@pytest.fixture
def sleep(form) -> FieldDefinition:
    return make_field(form, "sleep", "number", label="Sleep", minimum=0, maximum=12)


POOR = {"words": "poor", "tone": "act", "high": "3"}
FAIR = {"words": "fair", "tone": "watch", "low": "3", "high": "6"}
WELL = {"words": "well", "tone": "good", "low": "6"}


def sent(field, *rules, **more):
    """As the panel sends them: those that stand by their ids, in order, and a blank one last."""
    standing = list(field.standards.order_by("order").values_list("pk", flat=True))
    names = [standing[place] if place < len(standing) else "new" for place in range(len(rules))]
    said = {"_standards": field.pk, "rule": [*names, "new"], f"rule-{len(rules) + 1}-tone": "watch"}
    for number, rule in enumerate(rules, start=1):
        said |= {f"rule-{number}-{name}": value for name, value in {"tone": "watch", **rule}.items()}
    return said | more


def save(desk, field, *rules, **more):
    return desk.step(field.form, "save_standards", **sent(field, *rules, **more))


def rules_of(field):
    return [(one.tone, one.words, one.low, one.high) for one in field.standards.order_by("order")]


def complaints(answer):
    rows = answer.context["chosen"].panel.rows
    return [
        (row.number, box, error.code)
        for row in rows
        for box, errors in row.form.errors.items()
        for error in errors.as_data()
    ]


def read_back(desk, field, *rules, **sample):
    said = {"_version": version_of(field.form), **sent(field, *rules)}
    said |= {f"sample_{name}": value for name, value in sample.items()}
    answer = desk.client.post(reverse("admin:forms_builder_standards", args=[field.form.key]), said)
    return " ".join(answer.content.decode().split())


def test_rules_are_saved_moved_and_dropped_in_their_order_and_keep_their_rows(desk, sleep):
    assert refusal_of(save(desk, sleep, POOR, FAIR, WELL)) == ""
    assert rules_of(sleep) == [("act", "poor", None, 3), ("watch", "fair", 3, 6), ("good", "well", 6, None)]
    rows = set(sleep.standards.values_list("pk", flat=True))
    moved = save(desk, sleep, POOR, FAIR, WELL, _do="3:up")
    assert "Rule “well” is now 2 of 3." in moved.content.decode()
    assert [words for _tone, words, *_bounds in rules_of(sleep)] == ["poor", "well", "fair"]
    assert set(sleep.standards.values_list("pk", flat=True)) == rows
    save(desk, sleep, POOR, WELL, FAIR, _do="1:drop")
    assert [words for _tone, words, *_bounds in rules_of(sleep)] == ["well", "fair"]
    assert "2 standards" in desk.open(sleep.form)
    save(desk, sleep, {"words": ""}, {"words": ""})
    assert rules_of(sleep) == []


def test_a_rule_can_be_about_some_people_and_their_own_baseline(desk, sleep):
    relative = {"measure": "z_score", "high": "-1.5", "window_days": "60", "least_values": "20"}
    about = {"sex": "female", "age_from": "16", "age_below": "18"}
    save(desk, sleep, {"words": "far below", "tone": "act", **relative, **about})
    rule = sleep.standards.get()
    assert (rule.measure, rule.high, rule.window_days, rule.least_values) == ("z_score", -1.5, 60, 20)
    assert (rule.sex, rule.age_from, rule.age_below) == ("female", 16, 18)


def test_a_connectors_field_is_judged_too_once_the_consultant_means_it(desk):
    ring = make_form("Ring", key="ring", managed_by="oura", fields={"score": "score"}, written_by="oura")
    field = ring.fields.get()
    assert refusal_of(save(desk, field, POOR)) == "not_confirmed"
    assert not field.standards.exists()
    assert refusal_of(save(desk, field, POOR, **{CONFIRM: "1"})) == ""
    assert field.standards.get().words == "poor"


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ([{"words": "", "high": "3"}], (1, "words", "no_words")),
        ([{"words": "x", "high": "many"}], (1, "high", "not_a_number")),
        ([{"words": "x", "low": "3", "high": "3"}], (1, "high", "bounds_cross")),
        ([{"words": "x", "low": "13"}], (1, "low", "beyond_limits")),
        ([{"words": "x", "high": "0"}], (1, "high", "beyond_limits")),
        ([{"words": "x", "age_from": "18", "age_below": "18"}], (1, "age_below", "ages_cross")),
        ([{"words": "x", "measure": "percent"}], (1, "low", "needs_bound")),
        (
            [{"words": "x", "measure": "percent", "high": "90", "window_days": "5", "least_values": "6"}],
            (1, "least_values", "window_too_short"),
        ),
        ([{"words": "x", "tone": "purple", "high": "3"}], (1, "tone", "invalid_choice")),
        ([{"words": "all"}, {"words": "x", "high": "3"}], (2, "words", "never_speaks")),
        ([FAIR, {"words": "x", "low": "4", "high": "5", "sex": "female"}], (2, "words", "never_speaks")),
    ],
)
def test_each_refusal_stands_beside_its_box_and_saves_nothing(desk, sleep, rules, complaint):
    answer = save(desk, sleep, *rules)
    assert refusal_of(answer) == "not_right"
    assert complaints(answer) == [complaint]
    assert not Standard.objects.exists()


def test_a_narrower_rule_may_come_before_a_wider_one(desk, sleep):
    assert refusal_of(save(desk, sleep, {"words": "girls", "high": "5", "sex": "female"}, {"words": "any"})) == ""


def test_choices_are_ticked_and_yes_or_no_too(desk, form):
    state = make_field(form, "state", "choice", label="State", choices=["fit", "ill"])
    ill = make_field(form, "is_ill", "yes_no", label="Ill")
    assert complaints(save(desk, state, {"words": "out"})) == [(1, "options", "needs_option")]
    assert complaints(save(desk, state, {"words": "out", "options": ["gone"]})) == [(1, "options", "invalid_choice")]
    save(desk, state, {"words": "out", "tone": "act", "options": ["ill"]})
    assert state.standards.get().options == ["ill"]
    save(desk, ill, {"words": "ask", "options": ["yes"]})
    assert "watch: ask (Yes)" in read_back(desk, ill, {"words": "ask", "options": ["yes"]})
    # An option that is no longer offered keeps its rule for old records.
    state.choices = ["fit", "unwell"]
    state.save()
    assert refusal_of(save(desk, state, {"words": "out", "options": ["ill", "unwell"]})) == ""


def test_a_duration_is_bounded_in_hours_and_minutes(desk, form):
    field = make_field(form, "asleep", "duration", label="Asleep")
    save(desk, field, {"words": "short", "high": "6:30"})
    assert field.standards.get().high == 6.5 * 3600
    assert "watch: short (the value below 6 h 30 min)" in read_back(desk, field, {"words": "short", "high": "6:30"})
    assert 'value="6:30"' in desk.open(form, standards=field.pk)


def test_what_holds_no_number_and_no_choice_says_so(desk, form):
    field = make_field(form, "note", "paragraph", label="Note")
    assert "a field of this type holds neither" in desk.open(form, standards=field.pk)


def test_a_profile_has_no_own_baseline_to_compare_with(desk):
    profile = make_form("Body", key="body", kind="profile", fields={"weight": "number"})
    field = profile.fields.get()
    assert "Days of the baseline" not in desk.open(profile, standards=field.pk)


def test_rules_are_read_back_and_a_sample_is_judged_while_typing(desk, sleep):
    said = read_back(desk, sleep, POOR, {"words": "young", "low": "3", "sex": "female", "age_below": "18"}, value="2")
    assert "act: poor (the value below 3)" in said
    assert "watch: young (the value from 3, female, below 18 years)" in said
    assert '2 gets <span class="light is-act">poor</span>' in said
    assert "No rule speaks of 9." in read_back(desk, sleep, POOR, value="9")
    assert "Write a number." in read_back(desk, sleep, POOR, value="much")
    assert "must be above" in read_back(desk, sleep, {"words": "x", "low": "5", "high": "2"})
    far = {"words": "far below", "tone": "act", "measure": "z_score", "high": "-2"}
    assert "far below</span>" in read_back(desk, sleep, far, value="4", mean="8", spread="1.9")
    assert "No rule speaks" in read_back(desk, sleep, far, value="4.3", mean="8", spread="1.9")
    assert "No rule speaks" in read_back(desk, sleep, far, value="4")
    assert not Standard.objects.exists()


def test_a_file_carries_standards_with_their_difference_in_words(desk, sleep):
    save(desk, sleep, POOR)
    before = export_definition(sleep.form)
    document = export_definition(sleep.form)
    rules = document["fields"][0]["standards"]
    rules[0]["high"] = 4.0
    rules.append({**rules[0], "low": 4.0, "high": None, "tone": "good", "words": "fine"})
    [line] = tell_difference(before, document)
    assert [(one.member, one.before, one.after) for one in line.changes] == [
        ("standard 1", "act: poor (the value below 3)", "act: poor (the value below 4)"),
        ("standard 2", "", "good: fine (the value from 4)"),
    ]
    apply_document(document, timezone.now())
    assert rules_of(sleep) == [("act", "poor", None, 4), ("good", "fine", 4, None)]
    rules[1]["low"], rules[1]["high"] = 1.0, 2.0
    [refusal] = plan_import(document, timezone.now()).refusals
    assert refusal.code == "never_speaks"
    assert refusal.what.startswith("Field “Sleep”, rule 2: This rule never speaks")


def test_the_page_of_standards_belongs_to_designers(client, sleep):
    client.force_login(make_athlete())
    assert client.get(page_of(sleep.form), {"standards": sleep.pk}).status_code == 403
    assert client.post(reverse("admin:forms_builder_standards", args=[sleep.form.key])).status_code == 403
