"""What pages keep of definitions, and when they read them again."""

import pytest
from django.contrib.auth.models import Group

from dashboards.models import BoardChoice
from forms_engine.definition_memory import definitions_version, kept
from forms_engine.models import FieldDefinition, FormPermission, Standard
from people import roles
from people.remembering import remembering
from tests.builders.forms import make_field, make_form
from tests.builders.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    return make_field(make_form(rights={roles.COACH: "r"}), "mood", "integer")


def ask(key="labels"):
    """As one request does."""
    read = []

    def labels():
        read.append(key)
        return list(FieldDefinition.objects.values_list("label", flat=True))

    with remembering():
        return kept(key, labels), len(read)


def test_definitions_are_read_once_until_any_of_them_changes(field):
    labels = [field.label]
    assert [ask(), ask(), ask()] == [(labels, 1), (labels, 0), (labels, 0)]
    FieldDefinition.objects.update(label="Spirits")
    assert [ask(), ask()] == [(["Spirits"], 1), (["Spirits"], 0)]


def test_each_kind_of_definition_counts(field):
    medical = Group.objects.get(name=roles.MEDICAL)
    changes = (
        lambda: field.visible_to.add(medical),
        lambda: field.editable_by.add(medical),
        lambda: FormPermission.objects.update(can_read=False),
        lambda: Standard.objects.create(field=field, low=1, tone="good", words="fine"),
        lambda: Standard.objects.update(low=2),
        lambda: Standard.objects.filter(low=2).update(words="well"),
        lambda: Group.objects.filter(pk=medical.pk).update(name="Doctors"),
    )
    seen = {definitions_version()}
    for change in changes:
        change()
        assert definitions_version() not in seen
        seen.add(definitions_version())


def test_two_ways_of_asking_are_kept_apart(field):
    ask("first")
    assert ask("second")[1] == 1


def test_where_something_may_change_meanwhile_it_is_read_each_time(field):
    ask()
    read = []
    for _number in range(2):
        kept("labels", lambda: read.append(1))
    assert len(read) == 2


def test_what_changes_of_another_subject_leaves_definitions_kept(field):
    ask()
    BoardChoice.objects.create(person=make_person(), hidden=["load"])
    assert ask()[1] == 0
