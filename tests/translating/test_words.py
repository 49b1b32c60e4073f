"""Every way of saying something is found, in Python and in templates."""

import json

import pytest

from translating.document_words import said_in_document
from translating.python_words import said_in_python
from translating.template_words import said_in_template
from translating.words import Said, UnreadableWords, all_words

PYTHON = """
from django.utils.translation import gettext as _now, gettext_lazy as _, ngettext, npgettext, pgettext
from django.utils import translation
from dashboards.speaking import spoken
from somewhere import gettext_like as other

one = _("Ada " "ran")
two = _now("now"), spoken("told once"), translation.gettext_noop("marked")
three = ngettext("%d day", "%d days", 2), pgettext("of a ring", "lost"), npgettext("of a ring", "one", "more", 2)
four = other("not ours"), _(variable), _("")
"""
TEMPLATE = """{% load i18n %}{% translate "Save" %}{% translate 'Lost' context 'of a ring' as lost %}{{ _("Or") }}
{% include "x.html" with words=_("In a tag") %}{% comment %}{% translate "Not this" %}{% endcomment %}
{% blocktranslate count n=days with w=name %}{{ w }}: {{ n }} day, 5%{% plural %}{{ w }}: {{ n }}{% endblocktranslate %}
{% blocktranslate trimmed %}
  Two
  lines
{% endblocktranslate %}"""


def test_python_files_say_it_by_any_name():
    assert list(said_in_python(PYTHON, "a.py")) == [
        Said("Ada ran"),
        Said("now"),
        Said("told once"),
        Said("marked"),
        Said("%d day", "%d days"),
        Said("lost", context="of a ring"),
        Said("one", "more", "of a ring"),
    ]


@pytest.mark.parametrize("argument", ['f"{n} days"', '"a" + b', '"%s" % n'])
def test_a_sentence_that_cannot_be_looked_up_is_refused(argument):
    source = f"from django.utils.translation import gettext\ngettext({argument})"

    with pytest.raises(UnreadableWords, match=r"a\.py:2"):
        list(said_in_python(source, "a.py"))


def test_templates_say_it_with_tags_and_marks():
    assert list(said_in_template(TEMPLATE, "a.html")) == [
        Said("Save"),
        Said("Lost", context="of a ring"),
        Said("Or"),
        Said("In a tag"),
        Said("%(w)s: %(n)s day, 5%%", "%(w)s: %(n)s"),
        Said("Two lines"),
    ]


def test_a_tag_within_a_sentence_is_refused():
    with pytest.raises(UnreadableWords, match=r"a\.html:1"):
        list(said_in_template("{% blocktranslate %}a{% if b %}c{% endif %}{% endblocktranslate %}", "a.html"))


def test_a_sentence_is_one_however_often_it_is_said(tmp_path):
    (tmp_path / "room").mkdir()
    for name in ("a.py", "b.py"):
        (tmp_path / "room" / name).write_text("from django.utils.translation import gettext\ngettext('Save')")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "c.py").write_text("from django.utils.translation import gettext\ngettext('Not this')")

    (words,) = all_words(tmp_path)

    assert (words.text, words.places) == ("Save", ["room/a.py", "room/b.py"])


def test_documents_that_ship_say_their_names_titles_and_paragraphs():
    tile = {"kind": "text", "title": "", "options": {"body": "Read."}}
    source = json.dumps({"dashboard": {"key": "a", "name": "Load"}, "tiles": [tile]})

    assert list(said_in_document(source, "a.json")) == [Said("Load"), Said("Read.")]
