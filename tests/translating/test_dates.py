"""Every date the code writes has its German way."""

import ast
import re
from datetime import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format

from config.formats.german_dates import GERMAN_DATES
from translating.words import source_files

IN_TEMPLATE = re.compile(r"""\|(?:date|time):(?:"([^"]+)"|'([^']+)')""")
# A format with the day before a month, or with a lone day, is written in English order.
HAS_ENGLISH_DAY = re.compile(r"\bj\b|\bd [MF]")
# `_written` of dashboards/days.py is `date_format`, remembered.
NAMED = {"date_format", "time_format", "_written"}


def formats_in(path):
    text = path.read_text()
    if path.suffix != ".py":
        return {double or single for double, single in IN_TEMPLATE.findall(text)}
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in NAMED]
    return {one.value for call in named for one in call.args[1:2] if isinstance(one, ast.Constant)}


def test_every_format_of_the_code_is_there():
    used = {one for path in source_files() for one in formats_in(path) if HAS_ENGLISH_DAY.search(one)}

    assert used >= {"l j F Y", "D j", "j M"}
    assert used - set(GERMAN_DATES) == set(), "give config/formats/german_dates.py a line for it"


@pytest.mark.parametrize(
    ("form", "english", "german"),
    [
        ("l j F Y", "Tuesday 10 March 2026", "Dienstag, 10. März 2026"),
        ("D j", "Tue 10", "Di 10."),
        ("D j M, H:i", "Tue 10 Mar, 17:05", "Di, 10. Mär, 17:05"),
        ("DATE_FORMAT", "10 Mar 2026", "10. Mär 2026"),
        ("H:i", "17:05", "17:05"),
    ],
)
def test_a_date_is_written_as_its_reader_writes_it(form, english, german):
    moment = datetime(2026, 3, 10, 17, 5)

    with translation.override("en-gb"):
        assert date_format(moment, form) == english
    with translation.override("de"):
        assert date_format(moment, form) == german
