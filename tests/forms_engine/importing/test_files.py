"""What people send: many dialects, read honestly; what is hostile is refused before it costs anything."""

import io
import zipfile

import pytest

from forms_engine.importing.errors import UnreadableFile
from forms_engine.importing.files import FileShape, open_table, shape_of
from forms_engine.importing.files.limits import MOST_BYTES, MOST_COLUMNS
from forms_engine.models import Job
from tests.forms_engine.importing.walking import as_csv, as_xlsx, checked, send, uploaded, words_of

TEXT = "Name,Mood\nZoë Examplová,7\n"
SHEET = "xl/worksheets/sheet1.xml"


def read(content):
    table = open_table(content, shape_of(content))
    return table.headings, list(table.rows())


@pytest.mark.parametrize(
    ("content", "encoding", "is_sure"),
    [
        (TEXT.encode(), "utf-8", True),
        (TEXT.encode("utf-8-sig"), "utf-8-sig", True),
        (TEXT.encode("utf-16"), "utf-16", True),
        (TEXT.encode("utf-16-le"), "utf-16-le", False),
        (TEXT.encode("utf-16-be"), "utf-16-be", False),
        (TEXT.encode("cp1252"), "cp1252", False),
    ],
)
def test_letters_are_read_in_the_encoding_they_were_written_in(content, encoding, is_sure):
    shape = shape_of(content)
    assert (shape.encoding, shape.is_sure) == (encoding, is_sure)
    assert read(content) == (["Name", "Mood"], [(2, ["Zoë Examplová", "7"])])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found(delimiter):
    content = as_csv(["Name", "Mood", "Note"], ["Ada", "7,5", "a; b"], delimiter=delimiter)
    assert read(content) == (["Name", "Mood", "Note"], [(2, ["Ada", "7,5", "a; b"])])


def test_rows_have_the_numbers_people_see_and_blank_ones_are_none():
    content = b"\n\nName,Mood,\nAda,7\n,,\n \t, ,\nBo,\n"
    assert read(content) == (["Name", "Mood"], [(4, ["Ada", "7"]), (7, ["Bo", None])])


def test_old_line_ends_and_lines_within_a_cell_are_read():
    assert read(b'Name,Note\rAda,"one\rtwo"\r')[1] == [(2, ["Ada", "one\rtwo"])]


def test_a_workbook_is_known_by_its_content_whatever_its_name(form, ada, client):
    content = as_xlsx(["Username", "Date", "Mood"], ["ada", "2026-03-01", 7])
    assert checked(client, form, content, "march.csv").tally["created"] == 1
    assert (
        checked(client, form, as_csv(["Username", "Date", "Mood"], ["ada", "2026-03-01", 7]), "m.xlsx").problems == []
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x00" * 50, "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "old or a locked Excel"),
        (b"GIF89a\x01\x00\x01\x00\x80abcdefghijk\x00lmnopqr", "no text file"),
        (b"a,b\n1,\x002\n" + b"3,4\n" * 40, "no text file"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"a" * (MOST_BYTES + 1), "larger than 20 MB"),
        (b'Name,Note\nAda,"never closed' + b"\nx,y" * 60_000, "quotation mark"),
        (b"Name,Mood\nAda,7,8\n", "more cells than there are headings"),
        (",".join(f"c{n}" for n in range(MOST_COLUMNS + 1)).encode(), "more than 300 columns"),
        (b"," * 1_000_000, "no row of headings"),
        (",".join("c" for _n in range(1_000_000)).encode(), "more than 300 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(content, words):
    with pytest.raises(UnreadableFile, match=words):
        read(content)


def test_a_wrong_choice_of_letters_is_refused():
    with pytest.raises(UnreadableFile, match="Choose another encoding"):
        open_table(TEXT.encode("utf-16"), FileShape("csv", "latin-1", ","))


def workbook(**parts):
    """A workbook with some of its parts put in place of the real ones, packed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(["Name"], ["Ada"]))) as real,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in real.namelist():
            if name not in parts:
                made.writestr(name, real.read(name))
        for name, content in parts.items():
            if content is not None:
                made.writestr(name, content)
    return file.getvalue()


SPREADSHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/sharedStrings.xml": lambda: b"0" * 33 * 1024 * 1024}, "too large when unpacked"),
        ({SHEET: lambda: b"0" * 401 * 1024 * 1024}, "too large when unpacked"),
        ({f"xl/media/{n}.bin": b"" for n in range(1_001)}, "too large when unpacked"),
        ({SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'}, "not made by a spreadsheet program"),
        ({SHEET: b"<worksheet><sheetData><row"}, "damaged"),
        ({SHEET: SPREADSHEET.format('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')}, "damaged|no row of headings"),
        ({"xl/workbook.xml": None}, "no Excel workbook"),
        ({"xl/workbook.xml": b"<workbook/>"}, "damaged|no sheet"),
    ],
)
def test_a_hostile_workbook_is_refused(parts, words):
    """What is very large is made here, so that no process carries it from the collecting of the tests to their end."""
    made = {name: content() if callable(content) else content for name, content in parts.items()}
    with pytest.raises(UnreadableFile, match=words):
        read(workbook(**made))


def test_a_workbook_that_skips_a_thousand_million_rows_is_refused():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999"><c r="A999999999"><v>1</v></c></row>'
    with pytest.raises(UnreadableFile, match="more rows than a sheet"):
        read(workbook(**{SHEET: SPREADSHEET.format(rows)}))


def test_a_formula_is_its_last_value_and_never_run():
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Name</v></c><c r="B1" t="str"><v>Mood</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>CMD()</f><v>Ada</v></c><c r="B2"><f>3+4</f><v>7</v></c></row>'
    )
    assert read(workbook(**{SHEET: SPREADSHEET.format(rows)}))[1] == [(2, ["Ada", 7])]


def test_the_page_says_what_is_wrong_and_keeps_nothing(form, client):
    sent = send(client, form, b"%PDF-1.7", "march.csv")
    assert "This is a PDF" in sent.content.decode()
    assert not Job.objects.exists()


def test_a_name_of_a_file_is_only_shown(form, client):
    job = uploaded(client, form, as_csv(["Username", "Mood"], ["ada", 7]), "<script>alert(1)</script>.csv")
    page = client.get(f"/files/imports/{job.pk}/").content.decode()
    assert "<script>alert" not in page


def test_markup_in_cells_and_headings_is_only_shown(form, ada, client):
    rows = as_csv(["Username", "Date", "Mood", "<b>Note</b>"], ["<i>x</i>", "2026-03-01", "<u>7</u>", "<s>z</s>"])
    job = checked(client, form, rows)
    page = client.get(f"/files/imports/{job.pk}/").content.decode()
    assert words_of(job)
    for tag in ("<i>x", "<u>7", "<s>z", "<b>Note"):
        assert tag not in page
